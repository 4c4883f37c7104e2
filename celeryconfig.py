"""Celery's settings, with the reason beside each. Read by tasks/app.py."""

from collections.abc import Sequence
from typing import Any

from celery.schedules import crontab
from kombu.entity import Exchange, Queue

from core.platform.settings import settings
from core.reads.nouns import PURGED
from core.writes.kinds import QUEUES, WRITE_QUEUES
from tasks import effects
from tasks.broker import rabbitmq

broker_url = settings().broker_url
imports = [
    "tasks.writes",
    *effects.MODULES,
    "tasks.feeds",
    "tasks.events",
    "tasks.tickets",
    "tasks.sweep",
    "tasks.cleanup",
    "tasks.canary",
    "tasks.installation",
    "tasks.erasures",
    "tasks.exports",
    "tasks.learning",
    "tasks.mail",
    "tasks.push",
]

# Results are not read: the state of a write is in the journal. A result backend would only collect keys.
result_backend = None
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]

# Celery's own ends over some of what may lie in a broker.
worker_consumer = "workers.consumer:Consumer"

# A message is a wake-up; the journal decides whether there is work. So running one twice is harmless, losing one is
# repaired by the sweeper, and it is acknowledged late to make both rare.
task_acks_late = True
task_reject_on_worker_lost = True
worker_cancel_long_running_tasks_on_connection_loss = True
worker_prefetch_multiplier = 1

# Longer than a write's transaction may take (core/writes/ledger.py), shorter than the visibility time-out.
task_soft_time_limit = 20
task_time_limit = 30

# The same value for both: Redis redelivers by the shortest one that it finds.
visibility_timeout = 120
redis_options = {
    "visibility_timeout": visibility_timeout,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # Without these a publish to a half-open broker hangs for ever.
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_connections": 40,
    "global_keyprefix": settings().key_prefix,
}
is_rabbitmq = rabbitmq.is_rabbitmq(broker_url)
broker_transport_options: dict[str, Any] = rabbitmq.OPTIONS if is_rabbitmq else redis_options
# What publishes now and then would be taken for dead between two messages. A worker has its own (workers/consumer.py).
broker_heartbeat = 0
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_channel_error_retry = True
# The journal has the write already, and the sweeper sends what could not be published.
task_publish_retry = False

_arguments = rabbitmq.ARGUMENTS if is_rabbitmq else None
task_queues = [Queue(name, Exchange(name), routing_key=name, queue_arguments=_arguments) for name in QUEUES]  # type: ignore[no-untyped-call]
task_default_queue = "maintenance"
task_create_missing_queues = False


def route_writes(name: str, args: Sequence[str], *_: Any, **__: Any) -> dict[str, str] | None:
    """A turn goes to the queue that it is for, its argument."""
    return {"queue": args[0]} if name == "tasks.writes.apply_writes" else None


ROUTES = {
    "tasks.feeds.*": {"queue": "cache"},
    "tasks.events.*": {"queue": "events"},
    "tasks.tickets.*": {"queue": "events"},
    "tasks.sweep.*": {"queue": "maintenance"},
    "tasks.cleanup.*": {"queue": "maintenance"},
    "tasks.installation.*": {"queue": "maintenance"},
    "tasks.canary.*": {"queue": "maintenance"},
    "tasks.erasures.*": {"queue": "maintenance"},
    "tasks.exports.*": {"queue": "maintenance"},
    "tasks.learning.*": {"queue": "maintenance"},
    "tasks.mail.*": {"queue": "mail"},
    "tasks.push.*": {"queue": "mail"},
}
task_routes = [route_writes, ROUTES]

# A child is replaced before a slow leak matters.
worker_max_tasks_per_child = 50_000
# A deployment waits this long for running tasks.
worker_soft_shutdown_timeout = 10.0
# What an idle worker has taken but not begun, the sweeper sends again.
worker_enable_soft_shutdown_on_idle = False
worker_eta_task_limit = 1000
worker_hijack_root_logger = False
worker_send_task_events = True
task_send_sent_event = False

timezone = "UTC"
enable_utc = True
beat_max_loop_interval = 5
# Celery's own keeps a file, which beat needs for nothing and cannot start with once it is damaged.
beat_scheduler = "workers.schedule:Scheduler"
# `expires`: when no worker ran, one run is as good as the hundred that were missed.
beat_schedule: dict[str, dict[str, Any]] = {
    "sweep-writes": {
        "task": "tasks.sweep.sweep_writes",
        "schedule": settings().sweep_every_s,
        "options": {"expires": 10},
    },
    "sweep-events": {
        "task": "tasks.sweep.sweep_events",
        "schedule": settings().sweep_every_s,
        "options": {"expires": 10},
    },
    "sweep-older-version": {
        "task": "tasks.sweep.sweep_older_version",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "sweep-cache": {"task": "tasks.sweep.sweep_cache", "schedule": 60.0, "options": {"expires": 60}},
    "revoke-tickets": {"task": "tasks.tickets.revoke_tickets", "schedule": 5.0, "options": {"expires": 5}},
    "report-cleanup": {
        "task": "tasks.cleanup.report",
        "schedule": crontab.from_string(settings().cleanup_report_at),
        "options": {"expires": 300},
    },
    "check-stores": {
        "task": "tasks.installation.check_stores",
        "schedule": settings().check_stores_every_s,
        "options": {"expires": settings().check_stores_every_s},
    },
    "erase-accounts": {
        "task": "tasks.erasures.erase_accounts",
        "schedule": settings().erase_every_s,
        "options": {"expires": settings().erase_every_s},
    },
    "make-exports": {
        "task": "tasks.exports.make_exports",
        "schedule": settings().export_every_s,
        "options": {"expires": settings().export_every_s},
    },
    "learn": {"task": "tasks.learning.learn", "schedule": 3600.0, "options": {"expires": 3600}},
    "send-mails": {
        "task": "tasks.mail.send_mails",
        "schedule": settings().mail_every_s,
        "options": {"expires": settings().mail_every_s},
    },
    "send-pushes": {
        "task": "tasks.push.send_pushes",
        "schedule": settings().push_every_s,
        "options": {"expires": settings().push_every_s},
    },
    # Signs of life; workers/health.py looks for them. Through a queue each: it is the way that is tested.
    **{
        f"send-canary-{queue}": {
            "task": "tasks.canary.send_canary",
            "schedule": settings().canary_every_s,
            "args": (queue,),
            "options": {"expires": settings().canary_every_s},
        }
        for queue in WRITE_QUEUES
    },
    **{
        f"note-progress-{queue}": {
            "task": "tasks.canary.note_progress",
            "schedule": settings().canary_every_s,
            "args": (queue,),
            "options": {"queue": queue, "expires": settings().canary_every_s},
        }
        for queue in QUEUES
        if queue not in WRITE_QUEUES
    },
}
# When each job of core/maintenance/cleanup.py runs.
CLEANUP = {
    **{f"deleted-{name}": settings().cleanup_deleted_at for name in PURGED},
    "orphans": settings().cleanup_orphans_at,
    "sessions": settings().cleanup_sessions_at,
    "pushes": settings().cleanup_sessions_at,
    "pictures": settings().cleanup_pictures_at,
    "receipts": settings().cleanup_receipts_at,
    "leftovers": settings().cleanup_receipts_at,
    "journal-files": settings().cleanup_journal_at,
    "cache-keys": settings().cleanup_cache_at,
    "indexes": settings().cleanup_cache_at,
    "counters-sample": settings().recount_sample_at,
    "counters": settings().recount_all_at,
    "cache-sample": settings().check_cache_at,
}
for _job, _at in CLEANUP.items():
    beat_schedule[f"clean-up-{_job}"] = {
        "task": "tasks.cleanup.clean_up",
        "schedule": crontab.from_string(_at),
        "args": (_job,),
        "options": {"expires": 3600},
    }
