"""`flask admin`: a file for each group of commands."""
