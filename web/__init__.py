"""The API: Flask routes, the machinery below them, and `flask admin`."""
