"""What a realtime process counts. Labels come from the code, never from a client."""

from prometheus_client import Counter, Gauge

OPEN = Gauge("social_live_open", "Sockets and event streams of signed-in users", ["kind"])
RELAYED = Counter("social_live_events_relayed_total", "Events handed to sockets and event streams")
LAG = Gauge("social_live_lag_events", "Events of the log that are not relayed yet")
DROPPED = Counter("social_live_dropped_total", "Sockets and event streams that were ended", ["reason"])
REFUSED = Counter("social_live_refused_total", "Sockets and event streams that were not let in", ["reason"])
MQTT_CONNECTED = Gauge("social_live_mqtt_connected", "1 while this process is connected to MQTT")
