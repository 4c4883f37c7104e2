"""Conversations: who is in them, what is said, who is there, and who is asked in."""
