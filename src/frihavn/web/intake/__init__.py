"""A file is started: receipt phrase, parts, grants, messages, erasing."""
