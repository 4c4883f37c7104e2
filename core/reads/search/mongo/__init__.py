"""Search by MongoDB's text index."""
