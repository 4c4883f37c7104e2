"""The cache and the feeds in it: items, indexes, pages. Its Lua is in `lua/`."""
