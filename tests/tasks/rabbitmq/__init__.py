"""RabbitMQ as the broker: `make test-rabbitmq`."""
