"""Frihavn: the way from refusing to fight to safety."""

__version__ = "0.1.0"
