"""A value from outside as a model, or a problem that names each field."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from core.platform.problems import Problem, ProblemKind

ERRORS_MAX = 20  # The answer to a hostile body is no larger than the body.
FRIENDLY = {"string_pattern_mismatch": "This does not have the form that is asked for."}
# What pydantic puts before the message of a validator of ours.
OWN = "Value error, "
M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], value: Any, where: str = "", status: int = 422) -> M:
    """The value as this model. Raises Problem 422, or with `status`, each field named by JSON pointer below `where`."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = [
            {
                "pointer": where + _pointer(each["loc"]),
                "message": FRIENDLY.get(each["type"], each["msg"]).removeprefix(OWN),
            }
            for each in error.errors(include_url=False, include_context=False, include_input=False)[:ERRORS_MAX]
        ]
        names = ", ".join(each["pointer"] or "the body" for each in errors)
        raise Problem(ProblemKind.INVALID_REQUEST, f"Not acceptable: {names}.", errors=errors, status=status) from None


def _pointer(location: tuple[int | str, ...]) -> str:
    # RFC 6901, section 3; a lone surrogate cannot occur, a name from the caller may be long.
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1")[:100] for part in location)
