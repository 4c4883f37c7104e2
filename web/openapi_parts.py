"""The parts of the OpenAPI document that no route says: problems, security, ids."""

from typing import Any

Json = dict[str, Any]

PROBLEM_SCHEMA: Json = {
    "type": "object",
    "description": "Problem details (RFC 9457). `errors` points at each field by JSON pointer (RFC 6901).",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "examples": ["/docs/problems#does-not-fit"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "message"],
                "additionalProperties": False,
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}

SECURITY_SCHEMES: Json = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "access_token_cookie",
        "description": "Set by POST /api/v1/auth/login. With PUBLIC_READS=1, posts, comments and users need none.",
    },
    "refresh": {
        "type": "apiKey",
        "in": "cookie",
        "name": "refresh_token_cookie",
        "description": "Set by POST /api/v1/auth/login, sent to /api/v1/auth only.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-TOKEN",
        "description": "The value of the cookie csrf_access_token (for a refresh: csrf_refresh_token).",
    },
}

ERRORS = {
    400: "Malformed",
    401: "No live session",
    403: "Not yours, or the CSRF value is missing or wrong",
    404: "Not found",
    409: "Taken",
    412: "It changed meanwhile",
    413: "The body is over 64 KiB",
    415: "The body is not JSON",
    422: "Does not fit the schema",
    429: "Too many requests",
    500: "Unexpected",
    503: "A server that this needs is away",
}
WITH_RETRY = (429, 503)


def error_responses(statuses: list[int]) -> Json:
    """The problem responses with these statuses."""
    return {str(status): _error_response(status) for status in statuses}


def _error_response(status: int) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    response: Json = {"description": ERRORS[status], "content": {"application/problem+json": {"schema": schema}}}
    if status in WITH_RETRY:
        seconds = {"type": "integer", "minimum": 0}
        response["headers"] = {"Retry-After": {"description": "Seconds to wait", "schema": seconds}}
    return response


def path_parameter(name: str) -> Json:
    """An id in the path."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[0-9a-f]{24}$"}}
