"""What keeps a person's words unreadable: sealed records, receipt phrases, grants, and a log nobody can change quietly.

The only floor that imports a cryptographic library. It knows nobody: keys and texts come in, sealed bytes go out. The
only files it touches are an installation's own secrets and its erasure journals. Every sealed thing begins with a
version byte, but for backups, whose format is age's, and is bound to its place; what does not fit raises.
"""
