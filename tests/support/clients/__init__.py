"""Clients of sockets, event streams and MQTT, honest and hostile."""
