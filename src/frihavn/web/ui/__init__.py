"""What both sites look like: base templates, the one CSS file, words."""
