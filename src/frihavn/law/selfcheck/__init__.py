"""The self-check: which question next, until none that may be asked of the public can change a public word."""
