"""Fills a running system through its public API with lifelike content, and sees every write through."""
