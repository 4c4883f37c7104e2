"""Where documents lie when MongoDB is sharded (docs/decisions/0020)."""
