"""Receipts: what has become of a write, as its owner is told."""

from collections.abc import Mapping
from typing import Any

from core.platform.clock import rfc3339
from core.writes.journal import Write


def href(noun: str, resource_id: str) -> str:
    """Where a thing is read."""
    return f"/api/v1/{noun}s/{resource_id}"


def held_at_once(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The rules because of which a write with this body was held when it was accepted (core/content/gate)."""
    judgement = body.get("gate", {})
    return tuple(sorted(judgement["scores"])) if judgement.get("held") else ()


def receipt(write: Write) -> dict[str, Any]:
    """The receipt of a write, as JSON."""
    noun = write.kind.noun
    applied_ms = write.finished_ms if write.state == "applied" else None
    return {
        "id": write.id,
        "state": write.state,
        "kind": write.kind,
        "resource": {"type": noun, "id": write.resource_id, "href": href(noun, write.resource_id)},
        "accepted_at": rfc3339(write.at_ms),
        "applied_at": rfc3339(applied_ms) if applied_ms else None,
        "problem": write.problem,
        "held": list(write.held or held_at_once(write.body)) or None,
    }
