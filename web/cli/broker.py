"""`flask admin broker`: the messages that wait for workers. It needs the broker, and no other process."""

import itertools
import json

import click
from flask.cli import AppGroup
from tqdm import tqdm

from core.platform.clock import rfc3339
from tasks.broker import queues
from web.cli.options import as_json

group = AppGroup("broker", help="Messages that wait for workers: count, look, empty.")
LIMIT_MAX = 10_000


def _known(_context: click.Context, _parameter: click.Parameter, queue: str | None) -> str | None:
    if queue is not None and queue not in queues.names():
        raise click.BadParameter(f"there is no queue {queue}; there are: {', '.join(queues.names())}.")
    return queue


def _at(at_ms: int | None) -> str:
    return "-" if at_ms is None else rfc3339(at_ms)


@group.command("show")
@as_json
def show(wants_json: bool) -> None:
    """Count the messages of each queue: all, those that a worker would take, and since when the oldest waits.

    The last line is what workers have taken and not finished; it goes back into its queue after two minutes. What no
    worker would take is dropped by the first one that sees it. With RabbitMQ, messages are counted: what waits in each
    queue, and the dead letters.
    """
    if not queues.can_be_read():
        _show_counts(wants_json)
        return
    for queue in queues.names():
        found = tqdm(queues.messages(queue), desc=queue, total=queues.count(queue), unit=" messages", disable=None)
        total, readable, oldest_ms = 0, 0, None
        for each in found:
            total, readable = total + 1, readable + each.readable
            oldest_ms = min(filter(None, (oldest_ms, each.at_ms)), default=None)
        row = {"queue": queue, "messages": total, "readable": readable, "oldest": _at(oldest_ms)}
        text = f"{queue:<14} {total:>7} messages, {readable} readable, oldest {row['oldest']}"
        click.echo(json.dumps(row) if wants_json else text)
    count, oldest_s = queues.unacknowledged()
    row = {"queue": "unacknowledged", "messages": count, "oldest_s": round(oldest_s, 1)}
    text = f"{'unacknowledged':<14} {count:>7} messages, the oldest for {oldest_s:.0f} s"
    click.echo(json.dumps(row) if wants_json else text)


def _show_counts(wants_json: bool) -> None:
    for queue in queues.names():
        row = {"queue": queue, "messages": queues.count(queue)}
        click.echo(json.dumps(row) if wants_json else f"{queue:<14} {row['messages']:>7} messages")
    click.echo("More than numbers is with RabbitMQ's own tools: rabbitmqctl list_queues, rabbitmqadmin get.", err=True)


@group.command("look")
@click.argument("queue", callback=_known)
@click.option("--limit", type=click.IntRange(1, LIMIT_MAX), default=20, show_default=True, help="The oldest so many.")
@as_json
def look(queue: str, limit: int, wants_json: bool) -> None:
    """List the oldest messages of QUEUE: the message's id, its task, what that is about, and when it was sent."""
    for each in itertools.islice(queues.messages(queue), limit):
        row = {"readable": each.readable, "id": each.id, "task": each.task, "about": each.about or None}
        text = f"{each.id:<38} {each.task:<36} {each.about or '-':<40} {_at(each.at_ms)}"
        click.echo(json.dumps(row | {"at": _at(each.at_ms)}) if wants_json else text if each.readable else "unreadable")
    click.echo(f"{queues.count(queue)} messages in {queue}", err=True)


@group.command("empty")
@click.argument("queue", required=False, callback=_known)
@click.option("--all", "every", is_flag=True, help="Every queue, and what workers have not finished.")
@click.confirmation_option("--yes", prompt="Remove these messages?", help="Do not ask.")
@as_json
def empty(queue: str | None, every: bool, wants_json: bool) -> None:
    """Remove the messages of QUEUE. Nothing that was accepted is lost by that.

    A message only wakes a worker up. The journal has every write and every event, and the sweeper sends again what is
    not done; a fill of the cache is asked for again by the next reader.
    """
    if (queue is not None) == every:
        raise click.UsageError("Name a queue, or say --all.")
    removed = {name: queues.empty(name) for name in (queues.names() if queue is None else [queue])}
    if every and queues.can_be_read():
        removed["unacknowledged"] = queues.empty_unacknowledged()
    for name, count in removed.items():
        click.echo(json.dumps({"queue": name, "removed": count}) if wants_json else f"{name}: {count} messages removed")
