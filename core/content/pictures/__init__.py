"""People's pictures: kept as they were sent, made small by a worker, and served."""
