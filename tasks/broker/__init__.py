"""Celery's broker: its transport, what a message must look like, and the queues."""
