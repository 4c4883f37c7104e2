"""The other limit: tasks that do nothing, on the same broker with the same settings."""

import os

from celery import Celery
from kombu.entity import Exchange, Queue
from redis import Redis

QUEUE = "empty"
DONE = "bench:done"

app = Celery("empty")
app.config_from_object("celeryconfig")
app.conf.update(
    imports=(),
    worker_consumer="celery.worker.consumer:Consumer",
    task_queues=[Queue(QUEUE, Exchange(QUEUE), routing_key=QUEUE)],  # type: ignore[no-untyped-call]
    task_default_queue=QUEUE,
    task_routes={},
)


@app.task(name="bench.nothing")
def nothing() -> None:
    """Do nothing."""


@app.task(name="bench.answer")
def answer() -> None:
    """Signal that this task was reached."""
    with Redis.from_url(os.environ["CACHE_URL"]) as redis:
        redis.rpush(DONE, 1)
