"""What a command asks for: its filters, the partitions that they name, and the fields."""

from collections.abc import Iterator
from typing import Any

Filter = dict[str, Any]
# Where each command has its filter, and those with several statements the list of these.
FILTERS = {"find": "filter", "findAndModify": "query", "count": "query", "distinct": "query"}
STATEMENTS = {"update": "updates", "delete": "deletes"}
RANGES = {"$gt", "$gte", "$lt", "$lte"}


def filters_of(command: dict[str, Any]) -> Iterator[tuple[str, Filter]]:
    """Each filter of this command, with the collection that it is about."""
    name = next(iter(command))
    if name in FILTERS:
        yield command[name], command.get(FILTERS[name], {})
    elif name in STATEMENTS:
        yield from ((command[name], each["q"]) for each in command[STATEMENTS[name]])
    elif name == "aggregate":
        yield from _of_pipeline(command[name], command["pipeline"])


def _of_pipeline(collection: str, pipeline: list[dict[str, Any]]) -> Iterator[tuple[str, Filter]]:
    first = pipeline[0] if pipeline else {}
    # What comes later than the first stage decides no shard any more.
    yield collection, first.get("$match", dict.fromkeys(first))
    for stage in pipeline:
        if other := stage.get("$unionWith"):
            yield from _of_pipeline(other["coll"], other["pipeline"])
        if joined := stage.get("$lookup"):
            yield joined["from"], {joined["foreignField"]: "of each"} | joined["pipeline"][0]["$match"]


def values(condition: Any) -> list[Any] | None:
    """The values that a field must have one of, or None when that is not what this condition says."""
    if not isinstance(condition, dict):
        return [condition]
    return list(condition["$in"]) if set(condition) == {"$in"} else None


def named_by(found: Filter, key: str) -> set[Any] | None:
    """The values of this field that a filter names, at the top, in one part of `$and` or in each of `$or`; None when
    it does not confine them. A document without the field is in no partition."""
    if key in found:
        named = values(found[key])
        return set(named) if named is not None and None not in named else None
    for part in found.get("$and", []):
        if (named_there := named_by(part, key)) is not None:
            return named_there
    parts = [named_by(part, key) for part in found.get("$or", [])]
    if not parts or None in parts:
        return None
    return {value for part in parts if part is not None for value in part}


def fields_of(found: Filter) -> set[str]:
    """The names of the fields of a filter, as core/servers/sharding/scatter_gathers.py writes them."""
    fields: set[str] = set()
    for name, condition in found.items():
        if name in ("$and", "$or"):
            fields |= {each for part in condition for each in fields_of(part)}
        elif name == "_id" and isinstance(condition, dict) and set(condition) <= RANGES:
            fields.add("_id>")
        else:
            fields.add("p=null" if name == "p" and condition is None else name)
    return fields or {"*"}
