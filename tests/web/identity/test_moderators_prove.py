"""Where moderators need a second factor: all that only they may do asks for it, and for a proof that still counts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.platform.settings import Settings, use
from core.servers.redis import journal, key
from tests.support.conversations_api import drained
from tests.support.factors import offer, turn_on
from tests.support.journal_writes import accept
from tests.support.moderation import promoted
from tests.support.users import BASE, SignedIn, claims_of
from tests.support.who_may import BODIES
from web.http.guard import Guard
from web.http.openapi import contracts

WANTED, PROOF = (403, "Second factor wanted"), (403, "Proof needed")
TTL_S = 3600


@pytest.fixture
def eve(system: Settings, sign_up: Callable[..., SignedIn]) -> SignedIn:
    """A moderator, where these have to prove it."""
    use(offer(system).model_copy(update={"moderator_proof_s": TTL_S}))
    return promoted(sign_up("Eve"))


def prove_so_long_ago(person: SignedIn, age_s: int) -> None:
    """As if this session had been proven so long ago."""
    name = key("session", claims_of(person)["sid"])
    proven_ms = int(journal().hget(name, "proven_ms") or 0)
    journal().hset(name, "proven_ms", proven_ms - age_s * 1000)


def refusals(app: Flask, person: SignedIn) -> dict[str, Any]:
    """What this person is answered by everything that is for moderators alone, by its name."""
    found: dict[str, Any] = {}
    for path, contract, name, _ in contracts(app):
        if contract.guard is Guard.MODERATOR:
            asked = re.sub(r"{\w+_id}", "0" * 24, path).removeprefix(BASE)
            answer = person.call(contract.method, asked, BODIES.get(name))
            found[name] = (answer.status_code, (answer.get_json() or {}).get("title"))
    assert {"list_cases", "decide_user", "approve_post", "list_held", "list_audit"} <= found.keys()
    return found


def test_nothing_is_decided_without_a_second_factor(app: Flask, eve: SignedIn) -> None:
    assert set(refusals(app, eve).values()) == {WANTED}
    turn_on(eve)
    assert WANTED not in refusals(app, eve).values() and PROOF not in refusals(app, eve).values()


def test_a_proof_counts_for_so_long(app: Flask, eve: SignedIn) -> None:
    turn_on(eve)
    prove_so_long_ago(eve, TTL_S + 1)
    assert set(refusals(app, eve).values()) == {PROOF}


def test_what_others_wrote_is_deleted_with_a_proof_and_their_own_without(
    eve: SignedIn, sign_up: Callable[..., SignedIn]
) -> None:
    ada = sign_up("Ada")
    body = {"title": "A title", "content": "Some content"}
    theirs, own = (accept("post.create", each.id, body).resource_id for each in (ada, eve))
    drained()
    refused = eve.delete(f"/posts/{theirs}")
    assert (refused.status_code, refused.get_json()["title"]) == WANTED
    assert eve.delete(f"/posts/{own}").status_code == 202


def test_it_is_a_setting(app: Flask, system: Settings, sign_up: Callable[..., SignedIn]) -> None:
    found = refusals(app, promoted(sign_up("Mo")))
    assert system.moderator_proof_s == 0 and not {WANTED, PROOF} & set(found.values())
