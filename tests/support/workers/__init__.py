"""Workers that die or hang where a test tells them to."""
