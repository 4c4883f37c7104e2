"""HTTP and WebSocket below Socket.IO: what a client may send, and how long it may take."""
