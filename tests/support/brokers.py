"""Which broker the tests have: a Redis, or with TEST_BROKER=rabbitmq a RabbitMQ (`make test-rabbitmq`)."""

import os

import pytest

HAS_RABBITMQ = os.environ.get("TEST_BROKER") == "rabbitmq"
for_rabbitmq = pytest.mark.skipif(not HAS_RABBITMQ, reason="about RabbitMQ: make test-rabbitmq")
for_redis = pytest.mark.skipif(HAS_RABBITMQ, reason="about the inside of Redis as the broker")
