"""One process at a time, for whoever works on it: the servers in one terminal, the process in another."""
