"""The security matrix: what is attacked, and what holds."""
