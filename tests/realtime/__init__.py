"""Sockets and event streams."""
