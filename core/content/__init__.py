"""What people write: how each noun is read and stored."""
