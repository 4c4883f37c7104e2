"""What the gate decides: before a write is accepted, and in the worker of what only that knows.

What was decided on acceptance travels in the body of the write (`FIELD`), so the worker carries out the same, and so
does a repeated request, whatever has changed meanwhile.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from pymongo.errors import PyMongoError

from core.content.gate import authors, learned, rules
from core.content.gate.rules import Facts
from core.content.gate.texts import texts_of
from core.platform.settings import settings
from core.schemas.held import Judgement, Origin
from core.writes.journal import Write

FIELD = "gate"
GATED = ("post.create", "post.edit", "comment.create", "comment.edit")
# The name of the rule that a receipt says.
MUTED = "muted"


def judged(author_id: str, facts: Facts, origin: Origin | None = None) -> dict[str, Any]:
    """What a write of this author has to carry along in its body; nothing when no rule gives it points, and no judge
    asks for its origin."""
    chosen = settings()
    scores = rules.scores(rules.ON_ACCEPTANCE, facts, chosen)
    # Without MongoDB the worker decides.
    with suppress(PyMongoError):
        if sum(scores.values()) >= chosen.gate_hold_score:
            return {} if authors.are_exempt([author_id]) else {FIELD: Judgement(scores=scores, held=True)}
    if origin:
        return {FIELD: Judgement(scores=scores, held=False, origin=origin)}
    return {FIELD: Judgement(scores=scores, held=False)} if scores else {}


def held_among(writes: list[Write]) -> dict[str, list[str]]:
    """Those of these new posts and comments, and of these edits, that wait for a moderator: by the write's id the names
    of the rules because of which they do."""
    found = {write.id: judgement_of(write.body) for write in writes}
    decided = {write_id: sorted(each["scores"]) for write_id, each in found.items() if each["held"]}
    return decided | _held_by_worker([write for write in writes if write.id not in decided])


def of_muted(write: Write) -> Write:
    """This write of somebody who is muted: what others would read waits for a moderator."""
    if write.kind not in GATED:
        return write
    scores = judgement_of(write.body)["scores"] | {MUTED: settings().gate_hold_score}
    return replace(write, body=write.body | {FIELD: Judgement(scores=scores, held=True)})


def judgement_of(body: Mapping[str, Any]) -> Judgement:
    """What was found about a write with this body when it was accepted."""
    nothing: Judgement = {"scores": {}, "held": False}
    return cast(Judgement, body.get(FIELD, nothing))


def _held_by_worker(writes: list[Write]) -> dict[str, list[str]]:
    chosen = settings()
    asked = {write.actor_id for write in writes} if chosen.hold == "first" else set()
    shown = {author_id: authors.shown_count(author_id, 1) for author_id in asked}
    held: dict[str, list[str]] = {}
    for write in writes:
        chance = learned.chance_of_spam(texts_of(write))
        facts = Facts(chance_of_spam=chance, shown_count=shown.get(write.actor_id))
        more = rules.scores(rules.IN_WORKER, facts, chosen)
        scores = judgement_of(write.body)["scores"] | more
        if sum(scores.values()) >= chosen.gate_hold_score:
            held[write.id] = sorted(scores)
    exempt = authors.are_exempt(write.actor_id for write in writes if write.id in held) if held else set()
    return {write.id: held[write.id] for write in writes if write.id in held and write.actor_id not in exempt}
