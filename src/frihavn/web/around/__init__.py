"""Pages for the people around: somebody detained, families, rights, privacy. Nothing is asked and nothing is kept."""
