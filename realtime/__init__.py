"""The realtime process: Socket.IO and event streams. It has no Flask, and nothing of `web`."""
