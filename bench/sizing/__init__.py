"""How many processes a load wants, by a model of the queues: `python -m bench.sizing`."""
