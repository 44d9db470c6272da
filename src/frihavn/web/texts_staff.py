"""What the staff site says."""

STAFF = {
    "staff.title": "Desk",
}
