"""Rules and storage, and what keeps both sound."""
