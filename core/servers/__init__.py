"""MongoDB, Redis and Mosquitto: a client for each, and what happens when one of them hangs."""
