"""The two sites: the public one, and the one for staff. The only floor that imports Django."""
