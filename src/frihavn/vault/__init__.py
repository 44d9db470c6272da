"""What keeps a person's words unreadable: sealed records, receipt phrases, grants, and a log nobody can change quietly.

The only floor that imports a cryptographic library. It stores nothing and knows nobody: keys and texts come in, sealed
bytes go out. Every sealed thing begins with a version byte and is bound to its place; what does not fit raises.
"""
