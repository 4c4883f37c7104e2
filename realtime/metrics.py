"""What a realtime process counts. Labels come from the code, never from a client."""

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector

# Of its own: what other processes count would stand here as zero.
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
OPEN = Gauge("social_live_open", "Sockets and event streams of signed-in users", ["kind"], registry=REGISTRY)
RELAYED = Counter("social_live_events_relayed_total", "Events of the log that were gone past", registry=REGISTRY)
READ = Counter(
    "social_live_events_read_total", "Those of them that somebody in this process received", registry=REGISTRY
)
LAG = Gauge("social_live_lag_events", "Events of the log that are not relayed yet", registry=REGISTRY)
DROPPED = Counter(
    "social_live_dropped_total", "Sockets and event streams that were ended", ["reason"], registry=REGISTRY
)
REFUSED = Counter(
    "social_live_refused_total", "Sockets and event streams that were not let in", ["reason"], registry=REGISTRY
)
MQTT_SUBSCRIPTIONS = Gauge(
    "social_live_mqtt_subscriptions", "Topics that this process is subscribed to", registry=REGISTRY
)
MQTT_REFUSED = Counter(
    "social_live_mqtt_refused_total",
    "Times that the broker refused topics, and this process subscribed to all of them",
    registry=REGISTRY,
)
MQTT_BRIDGED = Gauge(
    "social_live_mqtt_bridged", "Connections of MQTT over WebSocket that this process passes on", registry=REGISTRY
)
MQTT_MESSAGES = Counter("social_live_mqtt_messages_total", "Messages of MQTT that were read", registry=REGISTRY)
MQTT_CONNECTED = Gauge("social_live_mqtt_connected", "1 while this process is connected to MQTT", registry=REGISTRY)
