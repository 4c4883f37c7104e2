"""Pages of feeds, as the cache keeps them."""
