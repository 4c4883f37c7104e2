"""Every noun has all its pieces; which one a new noun lacks, these tests say (docs/developing/adding-a-noun.md)."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from flask import Flask

from core.reads.nouns import NOUNS, Noun
from core.schemas import stored, stored_conversations
from core.schemas.bodies import BODIES
from core.schemas.outputs import Resource
from core.servers.sharding.layout import COLLECTIONS
from core.writes.kinds import WriteKind
from tasks.effects.kinds import KINDS
from web.http.openapi import contracts
from web.http.submit import READERS

ROOT = Path(__file__).parents[2]
ASYNCAPI = (ROOT / "docs/asyncapi.yaml").read_text()
KINDS_BY_NOUN = {noun: {kind for kind in KINDS if WriteKind(kind).noun == noun} for noun in NOUNS}


def is_in(folder: str, noun: Noun) -> bool:
    """Whether this folder, or a room of it, has a file of this noun."""
    return any((ROOT / folder).rglob(f"{noun.collection}.py"))


PIECES: dict[str, Callable[[str, Noun], object]] = {
    "its stored document in core/schemas/stored.py": lambda name, noun: any(
        hasattr(each, f"Stored{name.capitalize()}") for each in (stored, stored_conversations)
    ),
    "the bodies of its writes in core/schemas/bodies.py": lambda name, noun: KINDS_BY_NOUN[name] <= set(BODIES),
    "its shard key and indexes in core/servers/sharding/layout.py": lambda name, noun: noun.collection in COLLECTIONS,
    "how it is read and stored": lambda name, noun: is_in("core/content", noun),
    "what its writes do": lambda name, noun: is_in("tasks/effects", noun),
    "a kind of write": lambda name, noun: KINDS_BY_NOUN[name],
    "its routes": lambda name, noun: is_in("web/routes", noun),
    "its reader in web/http/submit.py": lambda name, noun: name in READERS,
    "its name in Resource of core/schemas/outputs.py": lambda name, noun: (
        name in get_args(get_type_hints(Resource)["type"])
    ),
    "its events in docs/asyncapi.yaml": lambda name, noun: f"{name}." in ASYNCAPI,
    "a parent that is a noun": lambda name, noun: not noun.parent or noun.parent in NOUNS,
    "counters of what is stored": lambda name, noun: all(counter.of in COLLECTIONS for counter in noun.counters),
}


@pytest.mark.parametrize("name", NOUNS)
def test_a_noun_lacks_nothing(name: str) -> None:
    assert [piece for piece, is_there in PIECES.items() if not is_there(name, NOUNS[name])] == []


def test_what_counts_is_stored_with_what_it_counts_by() -> None:
    for name, noun in NOUNS.items():
        for counter in noun.counters:
            assert counter.field in get_type_hints(getattr(stored, f"Stored{name.capitalize()}"))
            counted = counter.of.removesuffix("s").capitalize()
            assert counter.by in get_type_hints(getattr(stored, f"Stored{counted}"))


def test_every_module_of_routes_is_registered(app: Flask) -> None:
    files = [path for path in (ROOT / "web/routes").rglob("*.py") if path.stem != "__init__"]
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files}
    registered = {app.view_functions[rule.endpoint].__module__ for rule in app.url_map.iter_rules()}
    assert modules <= registered
    assert len(list(contracts(app))) > 30


def test_no_kind_is_of_a_noun_that_does_not_exist() -> None:
    assert {WriteKind(kind).noun for kind in KINDS} - {"canary"} == set(NOUNS)
    assert set(READERS) == set(NOUNS)
