"""No `mongos` can be installed for the tests: a listener says which queries one would send to all shards."""
