"""What moderators see, and what they decide."""
