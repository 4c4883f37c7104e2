"""What each kind of write does, a file for each noun."""
