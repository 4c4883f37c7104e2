"""What a message must look like. Anything may lie in the broker, and Celery trusts what it finds."""

import base64
import inspect
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from celery import Task
from celery.app.task import Context
from kombu.utils.json import loads
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

# Ours have about 1 kB; the answer of a worker to `celery inspect` has 100.
BYTES_MAX = 1 << 20
Name = Annotated[str, Field(max_length=200)]
Tag = Annotated[str, Field(min_length=1, max_length=200)]
# A message carries ids and names, never the content of a write.
Argument = Annotated[str, Field(pattern=r"^[\w:.@-]{1,200}\z")]
Clock = Annotated[int, Field(ge=0, lt=1 << 63)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]
# Celery makes attributes of a task's request out of the headers; these names would replace its methods.
METHODS = frozenset(name for name in dir(Context) if callable(getattr(Context, name)))


class GarbageError(ValueError):
    """This is no message of ours. The text says what is wrong with it, and nothing of what it says."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _DeliveryInfo(_Strict):
    exchange: Name
    routing_key: Name


class _Properties(_Strict):
    delivery_tag: Tag
    delivery_info: _DeliveryInfo
    body_encoding: Literal["base64"]
    priority: Annotated[int, Field(ge=0, le=255)] | None = None


class _Headers(_Strict):
    # This system does not compress, and a small message could become a very large one.
    compression: None = None
    clock: Clock | None = None
    expires: Seconds | Name | None = None


class _Envelope(_Strict):
    body: str
    headers: _Headers
    properties: _Properties
    content_type: Literal["application/json"] = Field(alias="content-type")
    content_encoding: Literal["utf-8"] = Field(alias="content-encoding")


class _TaskHeaders(_Strict):
    id: Tag
    task: Tag
    root_id: Name | None = None
    parent_id: Name | None = None
    group: Name | None = None
    shadow: Name | None = None
    # What has to wait, waits in the journal; in a worker it would only take memory.
    eta: None = None
    expires: Name | None = None
    retries: Annotated[int, Field(ge=0, le=1000)] = 0
    timelimit: Annotated[list[Seconds | None], Field(min_length=2, max_length=2)] | None = None
    argsrepr: str | None = None
    kwargsrepr: str | None = None
    ignore_result: bool | None = None
    stamped_headers: list[Name] | None = None
    sent_ms: Clock | None = None
    clock: Clock | None = None


class _ReplyTo(_Strict):
    exchange: Name
    routing_key: Name


class _Command(_Strict):
    method: Name
    arguments: dict[str, Any] | None = None
    destination: list[Name] | None = None
    pattern: Name | None = None
    matcher: Name | None = None
    ticket: Name | None = None
    reply_to: _ReplyTo | None = None


class _Event(_Strict):
    type: Name
    hostname: Name
    timestamp: Seconds
    clock: Clock | None = None
    utcoffset: Annotated[Seconds, Field(ge=-24, le=24)] | None = None
    uuid: Name | None = None


_EVENTS = TypeAdapter(list[_Event])
_ARGUMENTS = TypeAdapter(list[Argument])


def opened(raw: bytes | str) -> Any:
    """The body of a message as it lies in the broker. Raises GarbageError."""
    if len(raw) > BYTES_MAX:
        raise GarbageError(f"more than {BYTES_MAX} bytes")
    message = _decoded(raw)
    check_envelope(message)
    return _body(message)


def check_envelope(message: Any) -> None:
    """GarbageError unless kombu can make a message of this that can be acknowledged, and put back."""
    try:
        _Envelope.model_validate(message)
    except ValidationError as error:
        raise _garbage(error) from None
    _body(message)


def check_unacknowledged(raw: bytes | str) -> None:
    """GarbageError unless this is a message with the exchange and the key that it is to be put back with."""
    kept = _decoded(raw)
    if not isinstance(kept, list) or len(kept) != 3 or not all(isinstance(each, str) for each in kept[1:]):
        raise GarbageError("not a message with its destination")
    check_envelope(kept[0])


def check_task(headers: Any, body: Any, tasks: Mapping[str, Task]) -> None:
    """GarbageError unless this is a call of one of these tasks with arguments that it takes."""
    try:
        found = _TaskHeaders.model_validate(headers)
    except ValidationError as error:
        raise _garbage(error) from None
    if headers.keys() & METHODS:
        raise GarbageError("a header that is none")
    if found.task not in tasks:
        raise GarbageError("unknown task")
    _check_call(tasks[found.task], body)


def check_command(body: Any, commands: Mapping[str, Any]) -> None:
    """GarbageError unless this is one of these commands to workers, with arguments that it takes."""
    try:
        command = _Command.model_validate(body)
    except ValidationError as error:
        raise _garbage(error) from None
    if body.keys() - _Command.model_fields.keys() or command.method not in commands:
        raise GarbageError("unknown command")
    try:
        inspect.signature(commands[command.method]).bind(None, **(command.arguments or {}))
    except TypeError:
        raise GarbageError("wrong arguments") from None


def check_events(body: Any) -> None:
    """GarbageError unless these are signs of life of workers, for Flower."""
    try:
        _EVENTS.validate_python(body if isinstance(body, list) else [body])
    except ValidationError as error:
        raise _garbage(error) from None


def _check_call(task: Task, body: Any) -> None:
    if not isinstance(body, list) or len(body) != 3 or not isinstance(body[2], dict):
        raise GarbageError("not a call")
    args, kwargs, embedded = body
    if kwargs != {} or any(embedded.values()):
        raise GarbageError("more than a call")
    try:
        task.__header__(*_ARGUMENTS.validate_python(args))
    except (TypeError, ValidationError):
        raise GarbageError("wrong arguments") from None


def _decoded(raw: bytes | str) -> Any:
    try:
        return loads(raw)  # type: ignore[no-untyped-call]
    except Exception as error:  # noqa: BLE001 - kombu's decoders of dates and the like raise whatever they please
        raise GarbageError(f"not JSON: {type(error).__name__}") from None


def _body(message: Any) -> Any:
    try:
        body = base64.b64decode(message["body"], validate=True)
    except ValueError:
        raise GarbageError("body: not base64") from None
    return _decoded(body)


def _garbage(error: ValidationError) -> GarbageError:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    return GarbageError(f"{path}: {first['type']}" if path else first["type"])
