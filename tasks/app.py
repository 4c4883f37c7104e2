"""The Celery application. Its settings and their reasons are in celeryconfig.py."""

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

# By the address and not by a setting: a RabbitMQ, should there be one, has its own transport.
TRANSPORT_ALIASES.update(redis="tasks.broker.transport:Transport", rediss="tasks.broker.transport:Transport")
app = Celery("social")
app.config_from_object("celeryconfig")
