"""The gate: which posts, comments and edits wait for a moderator before others see them."""
