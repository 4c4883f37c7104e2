"""The Celery application. Its settings and their reasons are in celeryconfig.py."""

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

from tasks.broker.rabbitmq import SCHEMES

# By the address and not by a setting: each broker has a transport of its own.
TRANSPORT_ALIASES.update(dict.fromkeys(("redis", "rediss"), "tasks.broker.transport:Transport"))
TRANSPORT_ALIASES.update(dict.fromkeys(SCHEMES, "tasks.broker.amqp:Transport"))
app = Celery("social")
app.config_from_object("celeryconfig")
