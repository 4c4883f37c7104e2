"""OpenAPI 3.1, made from the routes' contracts."""

import re
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from core.identity.cookie_names import PLAIN
from web.http import upload
from web.http.errors import ProblemBody
from web.http.guard import Guard
from web.http.route import Contract

REF = "#/components/schemas/{model}"
FILE = {"type": "string", "format": "binary"}
ID = {"type": "string", "pattern": "^[0-9a-f]{24}$"}
SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
SECURITY: dict[Guard, list[dict[str, list[str]]]] = {
    Guard.SESSION: [{"session": []}],
    Guard.MODERATOR: [{"session": []}],
    Guard.READER: [{"session": []}, {}],
    Guard.REFRESH: [{"refresh": [], "csrf": []}],
    Guard.LEAVING: [{"session": [], "csrf": []}, {"refresh": [], "csrf": []}, {}],
    Guard.OPEN: [],
}
# gunicorn refuses these before the application sees them, in its own words.
FROM_THE_SERVER = (414, 431)
PREFIX = "With COOKIE_SECURE its name begins with `%s`."
SCHEMES = {
    "session": {"type": "apiKey", "in": "cookie", "name": PLAIN.access, "description": PREFIX % "__Host-"},
    "refresh": {"type": "apiKey", "in": "cookie", "name": PLAIN.refresh, "description": PREFIX % "__Secure-"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-TOKEN"},
}
REASONS = {
    200: "Here it is", 201: "Created", 202: "Accepted; follow the receipt", 204: "Done", 303: "It is there",
    304: "You have it already",
    400: "Malformed", 401: "No live session", 403: "Not yours, or no CSRF value", 404: "Not found", 408: "Too slow",
    409: "Taken, or decided", 410: "Not there any more", 412: "Changed meanwhile", 413: "Body too large",
    414: "Address over 4,094 bytes", 415: "Another media type than is taken",
    422: "Does not fit the schema", 429: "Too many requests", 431: "Header too large", 500: "Our fault",
    503: "A server that this needs is away",
}  # fmt: skip


def contracts(app: Flask) -> list[tuple[str, Contract, str, str]]:
    """(path as in OpenAPI, contract, operation id, docstring) of every route of the application."""
    found = []
    for rule in app.url_map.iter_rules():
        view: Any = app.view_functions[rule.endpoint]
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        found.append((path, view.contract, view.__name__, view.__doc__ or ""))
    return sorted(found, key=lambda each: (each[0], each[1].method))


def document(app: Flask) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    routes = contracts(app)
    refs, schemas = _schemas([contract for _, contract, _, _ in routes])
    paths: dict[str, dict[str, Any]] = {}
    for path, contract, name, text in routes:
        paths.setdefault(path, {})[contract.method.lower()] = _operation(path, contract, name, text, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Social", "version": "1", "description": "Posts and comments. Posted means posted."},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": SCHEMES},
    }


def _schemas(promised: list[Contract]) -> tuple[dict[Any, Any], dict[str, Any]]:
    bodies = {(each.body, "validation") for each in promised if each.body}
    answers = {(model, "serialization") for each in promised for model in each.answers.values() if model}
    wanted = sorted(bodies | answers | {(ProblemBody, "serialization")}, key=lambda each: each[0].__name__)
    refs, whole = models_json_schema(wanted, ref_template=REF)  # type: ignore[arg-type]
    return refs, whole["$defs"]


def _operation(path: str, contract: Contract, name: str, text: str, refs: dict[Any, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "tags": contract.tags,
        **_said(text),
        "security": _security(contract),
        "parameters": _parameters(path, contract),
        "responses": _responses(path, contract, refs),
    }
    if contract.body:
        schema = refs[(contract.body, "validation")]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if contract.takes_bytes_of:
        operation["requestBody"] = {"required": True, "content": {upload.MEDIA_TYPE: {"schema": FILE}}}
    return operation


def _security(contract: Contract) -> list[dict[str, list[str]]]:
    if contract.guard in (Guard.SESSION, Guard.MODERATOR) and contract.method != "GET":
        return [{"session": [], "csrf": []}]
    return SECURITY[contract.guard]


def _parameters(path: str, contract: Contract) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    found = [{"name": name, "in": "path", "required": True, "schema": _kind_of(name)} for name in names]
    return found + _fields(contract.query, "query") + _fields(contract.headers, "header")


def _kind_of(name: str) -> dict[str, str]:
    return ID if name.endswith("_id") else SHA256 if name == "digest" else {"type": "string"}


def _fields(model: type[BaseModel] | None, where: str) -> list[dict[str, Any]]:
    schema = model.model_json_schema() if model else {"properties": {}}
    required = schema.get("required", [])
    return [
        {"name": name, "in": where, "required": name in required, "schema": _plain(each)}
        for name, each in schema["properties"].items()
    ]


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter cannot be null, it can only be absent."""
    options = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    plain = {key: value for key, value in schema.items() if key not in ("anyOf", "title")}
    if plain.get("default", "") in (None, ""):
        plain.pop("default", None)
    return plain | (options[0] if options else {})


def _responses(path: str, contract: Contract, refs: dict[Any, Any]) -> dict[str, Any]:
    responses = {str(status): _response(status, model, refs) for status, model in contract.answers.items()}
    if contract.gives:
        responses["200"]["content"] = {contract.gives: {"schema": FILE}}
    problem = {"application/problem+json": {"schema": refs[(ProblemBody, "serialization")]}}
    for status in FROM_THE_SERVER:
        responses[str(status)] = {"description": REASONS[status]}
    for status in _problems(path, contract):
        responses.setdefault(str(status), {"description": REASONS[status], "content": problem})
    return dict(sorted(responses.items()))


def _said(text: str) -> dict[str, str]:
    """The first sentence of a docstring as the summary, and the rest of it, if there is one, as the description."""
    whole = "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
    sentence, stop, _ = whole.split("\n\n")[0].partition(". ")
    summary = sentence + stop.strip()
    rest = whole.removeprefix(summary).strip()
    return {"summary": summary} | ({"description": rest} if rest else {})


def _response(status: int, model: type[BaseModel] | None, refs: dict[Any, Any]) -> dict[str, Any]:
    if model is None:
        # Without a receipt there is none to follow.
        return {"description": REASONS[status].partition(";")[0]}
    content = {"application/json": {"schema": refs[(model, "serialization")]}}
    return {"description": REASONS[status], "content": content}


def _problems(path: str, contract: Contract) -> set[int]:
    statuses = {500, 503, *contract.also}
    statuses |= {401} if contract.guard not in (Guard.OPEN, Guard.LEAVING) else set()
    statuses |= {403} if contract.method != "GET" or contract.guard is Guard.MODERATOR else set()
    statuses |= {404} if "{" in path else set()
    statuses |= {429} if contract.rate else set()
    statuses |= {400, 413, 415, 422} if contract.body else set()
    statuses |= {408, 413, 415, 422} if contract.takes_bytes_of else set()
    statuses |= {400, 422} if contract.query or contract.headers else set()
    return statuses | ({412} if contract.method in ("PATCH", "DELETE") and contract.headers else set())
