"""The `frihavn` command: the composition root, where files, clock and terminal meet the law."""
