"""MQTT: what the realtime process is subscribed to, and MQTT over WebSocket for others."""
