"""How fast the system is, held against what its parts can do: `make bench`."""
