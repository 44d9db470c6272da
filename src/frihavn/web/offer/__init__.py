"""The public site before there is a file: what exists where somebody is, the self-check, and help for those around."""
