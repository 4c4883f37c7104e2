"""The Flask application of the API: `gunicorn "web.app:create_app()"`."""

from collections.abc import Callable
from itertools import chain
from typing import Any

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from core.identity.signing_keys import key_ring
from core.maintenance import migrations
from core.platform import security_headers, traces
from core.platform.logs import set_up_logging
from core.platform.settings import settings
from core.servers.timeouts import REQUEST, TASK, Timeouts, use
from core.writes import installation
from tasks import enqueue
from web.cli import admin
from web.http import body, errors, kept_pages, rate_limit, request_log, request_metrics, request_traces, tokens
from web.routes import (
    blocks,
    comments,
    docs,
    follows,
    health,
    inbox,
    jwks,
    markdown,
    metrics,
    pictures,
    posts,
    search,
    users,
    writes,
)
from web.routes.accounts import auth, credentials, exports, factors, leaving, passkeys, sessions
from web.routes.chat import conversations, invitations, messages, mqtt_credentials
from web.routes.moderation import appeals, cases, held, locks

BASE = "/api/v1"
# By what is chosen with API_NOUNS; each process serves the receipts of all.
API_BLUEPRINTS = {
    "people": (
        auth,
        credentials,
        factors,
        passkeys,
        sessions,
        users,
        pictures,
        blocks,
        follows,
        inbox,
        mqtt_credentials,
        exports,
        leaving,
    ),
    "posts": (posts, search, markdown, held, cases, appeals, locks),
    "comments": (comments,),
    "conversations": (conversations, invitations, messages),
}
ROOT_BLUEPRINTS = (health, metrics, jwks, docs)
NOT_STORED = ("Cache-Control", "no-store")


class Api(Flask):
    """Flask without a look at each function whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


class IdConverter(BaseConverter):
    """An id in a path, `<id:post_id>`. Anything else at its place is an address that does not exist: 404."""

    regex = "[0-9a-f]{24}"


class Sha256Converter(BaseConverter):
    """A SHA-256 in a path, `<sha256:digest>`."""

    regex = "[0-9a-f]{64}"


class CredentialConverter(BaseConverter):
    """The id of a passkey in a path, `<credential:passkey_id>`, as base64url."""

    regex = "[A-Za-z0-9_-]{1,1400}"


CONVERTERS = {"id": IdConverter, "sha256": Sha256Converter, "credential": CredentialConverter}


class OrjsonProvider(JSONProvider):
    """JSON by orjson, for whatever in Flask encodes JSON by itself."""

    def dumps(self, obj: Any, **_: Any) -> str:
        """The JSON text of a value."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        """The value of a JSON text."""
        return orjson.loads(s)


def create_app() -> Flask:
    """The application, ready to serve. Raises SettingsError when a setting or the signing key is missing,
    SchemaError when the stored data is newer than this code, and InstallationError when it is not this journal's."""
    _prepare(REQUEST, is_busy=True)
    key_ring(is_latest=True)
    installation.check_at_start()
    enqueue.hurry()
    return build_app()


def create_admin() -> Flask:
    """The application for `flask admin`, which starts also when the stores do not belong together: it mends that.
    Raises SettingsError, and SchemaError when the stored data is newer than this code."""
    _prepare(TASK)
    return build_app()


def _prepare(timeouts: Timeouts, *, is_busy: bool = False) -> None:
    traces.set_up("social-api")
    use(timeouts)
    set_up_logging(is_busy=is_busy)
    migrations.check_at_start()


def build_app() -> Flask:
    """The application without a look at what it stands on: for the OpenAPI document."""
    app = Api("web", static_folder=None)
    app.json = OrjsonProvider(app)
    # One more than allowed: of a body without a length, Werkzeug reads so much and drops the rest without a word.
    app.config.update(MAX_CONTENT_LENGTH=body.BODY_MAX + 1, MAX_FORM_MEMORY_SIZE=16 * 1024, MAX_FORM_PARTS=20)
    # OPTIONS would only say that cross-origin requests are not for this API.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.converters |= CONVERTERS
    app.url_map.merge_slashes = False
    app.wsgi_app = request_traces.around(kept_pages.before(app.wsgi_app))  # type: ignore[method-assign, assignment]
    if settings().trusted_proxies:
        count = settings().trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    tokens.set_up(app)
    _add_behaviour(app)
    _add_routes(app)
    app.cli.add_command(admin.admin)
    return app


def _add_behaviour(app: Flask) -> None:
    # Flask calls `after_request` in reverse order: the log line comes last, and sees the answer as it goes out.
    request_log.register(app)
    request_metrics.register(app)
    errors.register(app)
    app.after_request(rate_limit.add_headers)
    body.register(app)
    app.after_request(_add_security_headers)


def _add_security_headers(answer: Response) -> Response:
    # Looked through once: each lookup in these headers costs as much as all of this.
    present = {name for name, _ in answer.headers}
    for name, value in (*security_headers.of_every_answer(), NOT_STORED):
        if name not in present:
            answer.headers.add(name, value)
    return answer


def _add_routes(app: Flask) -> None:
    chosen = settings().api_nouns.split(",") if settings().api_nouns else API_BLUEPRINTS
    for module in (writes, *chain.from_iterable(API_BLUEPRINTS[noun] for noun in chosen)):
        app.register_blueprint(module.bp, url_prefix=BASE)
    for module in ROOT_BLUEPRINTS:
        app.register_blueprint(module.bp)
