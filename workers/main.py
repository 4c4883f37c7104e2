"""How a worker process starts: `celery -A workers.main worker -Q writes`."""

from typing import Any

from workers import counters  # first, see there

# isort: split
from celery.signals import setup_logging, task_postrun, worker_init, worker_process_shutdown, worker_ready

from core.maintenance import migrations
from core.platform import traces
from core.platform.logs import clear_request_id, set_up_logging
from core.servers import mqtt
from core.servers.timeouts import TASK, use
from core.writes import installation
from tasks.app import app
from tasks.enqueue import publish
from tasks.sweep import sweep_all
from workers import metrics

__all__ = ["app"]


@setup_logging.connect
def log_like_the_api(**_: Any) -> None:
    """Celery leaves logging to us."""
    traces.set_up("social-worker")
    set_up_logging()


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """Recovery after an outage does not wait for beat."""
    publish(sweep_all)


@worker_ready.connect
def serve_metrics(**_: Any) -> None:
    """For Prometheus."""
    metrics.serve()


@worker_init.connect
def begin_to_count(**_: Any) -> None:
    """For Prometheus, too."""
    counters.begin_anew()


@worker_init.connect
def be_patient(**_: Any) -> None:
    """No caller waits for a task as for a request. The children have it from here."""
    use(TASK)


@worker_init.connect
def check_the_stores(**_: Any) -> None:
    """Older code must not write over newer data, nor what one journal accepted into the data of another."""
    migrations.check_at_start()
    installation.check_at_start()


@task_postrun.connect
def forget_request(**_: Any) -> None:
    """The next task belongs to another request."""
    clear_request_id()


@worker_process_shutdown.connect
def say_goodbye(**_: Any) -> None:
    """Leave MQTT properly, so that the broker does not wait for us, and the collector of traces."""
    mqtt.disconnect()
    traces.flush()
