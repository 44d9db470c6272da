"""Files that people send, made harmless: a child process without network draws them anew. Imports no Django."""
