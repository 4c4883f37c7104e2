"""`flask admin`."""
