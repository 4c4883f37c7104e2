"""Search: which posts, comments and people have these words (docs/decisions/0033)."""
