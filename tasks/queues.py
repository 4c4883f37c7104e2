"""The queues, and how many messages wait in each."""

from tasks.app import app


def backlogs() -> dict[str, int]:
    """How many messages wait in each queue. Raises kombu's OperationalError when the broker is away."""
    with app.connection_for_read() as connection, connection.channel() as channel:
        # An empty list does not exist in Redis, so a passive declaration would fail there.
        return {name: int(queue.bind(channel).queue_declare().message_count) for name, queue in app.amqp.queues.items()}
