"""What is kept of each post and comment, held against the edits that were accepted."""

from itertools import pairwise
from typing import Any

from core.content import revisions
from core.platform.settings import settings
from core.servers.mongo import collection
from core.writes.journal import Write

FIELDS = ("title", "content")


def check_histories(accepted: list[Write]) -> None:
    """Every version of every post and comment is there, as far back as is kept, and follows from the one before it by
    one edit, which comes once."""
    for noun in ("post", "comment"):
        for doc in collection(f"{noun}s").find({}):
            about = [write for write in accepted if write.resource_id == doc["_id"]]
            edits = [write for write in about if write.kind == f"{noun}.edit"]
            kept = revisions.newest(doc["_id"], 1000)[::-1]
            assert doc["revision_count"] == len(kept), "promise 2: a counter"
            if doc.get("removed"):
                assert not kept, "promise 8: a deleted text is still there"
                continue
            (created,) = (write.body for write in about if write.kind == f"{noun}.create")
            _check([*kept, doc], created, edits)
            if not doc["deleted"]:
                assert text_of(doc) == _last(created, edits), "promise 8: the last accepted edit wins"


def text_of(version: Any) -> dict[str, str]:
    """What this version of a post or comment says."""
    return {name: version[name] for name in FIELDS if name in version}


def _last(created: dict[str, Any], edits: list[Write]) -> dict[str, str]:
    text = text_of(created)
    for write in sorted(edits, key=lambda write: write.seq):
        text |= write.body["changes"]
    return text


def _check(versions: list[Any], created: dict[str, Any], edits: list[Write]) -> None:
    revs = [version["rev"] for version in versions]
    first = max(1, revs[-1] - settings().revisions_max)
    assert revs == list(range(first, revs[-1] + 1)), "promise 2: a version is missing, or is one too many"
    assert first > 1 or text_of(versions[0]) == text_of(created)
    seqs: dict[str, int] = {}
    for older, newer in pairwise(versions):
        changed = dict(text_of(newer).items() - text_of(older).items())
        # Each edit of the simulation says something that no other one does.
        (write,) = (each for each in edits if each.body["changes"] == changed)
        (name,) = changed
        assert write.seq > seqs.get(name, 0), "promise 8: an earlier edit came after a later one"
        assert older["author_id"] == write.actor_id and older["at_ms"] >= write.at_ms
        seqs[name] = write.seq
