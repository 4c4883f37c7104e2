"""What `st run` does in a role (tests/support/generated.py): it asks for what is Ada's instead of for ids that nobody
has, and fails where something succeeds that the role may not do."""

import json
import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.core.transport import Response

_rules = json.loads(Path(os.environ["ROLE_FILE"]).read_text())
_ID = re.compile(r"\b[0-9a-f]{24}\b")
# The ids that this role was told: what it made, and what others show it.
_told: set[str] = set()


@schemathesis.hook
def before_call(_context: Any, case: Any, _sent: dict[str, Any]) -> None:
    """Ask for what there is, where any id would do."""
    for name, value in (case.path_parameters or {}).items():
        if name in _rules["ids"] and _ID.fullmatch(str(value)) and value not in _told:
            case.path_parameters[name] = _rules["ids"][name]


@schemathesis.hook
def after_call(_context: Any, _case: Any, response: Response) -> None:
    """Remember the ids in this answer."""
    _told.update(_ID.findall(response.text))


@schemathesis.check
def nothing_succeeds_that_the_role_may_not_do(_context: Any, response: Response, case: Any) -> None:
    """An operation that is not for this role is refused."""
    name = case.operation.definition.raw["operationId"]
    if not 200 <= response.status_code < 400 or (response.status_code == 202 and name in _rules["refused_later"]):
        return
    parts = (case.path_parameters or {}).items()
    is_adas = bool(parts) and all(_rules["ids"].get(each) == value for each, value in parts)
    if name in _rules["not_of_adas" if is_adas else "never"]:
        raise AssertionError(f"{name} is not for this role, and was answered {response.status_code}")
