"""Who a user is, and what they may do how often: accounts, sessions, keys, MQTT credentials, rate limits."""
