"""Home feeds that are answered before Flask: to each reader their own, as Flask would."""

import pytest
from flask import Flask

from core.identity import session_memory, sessions
from core.platform.settings import Settings
from core.servers.redis import cache_store
from tests.support.early_pages import headers_of, read
from tests.support.journal_writes import accept, carry_out, new_post
from tests.support.keys import keys_like
from tests.support.users import SignedIn
from tests.support.waiting import eventually
from tests.web.pages.conftest import SignUp
from tests.web.pages.test_early_pages import Configure
from web.http import kept_pages

HOME = "/feed/home?limit=2"


@pytest.fixture
def bob(sign_up: SignUp, ada: SignedIn) -> SignedIn:
    """Somebody who follows Ada."""
    found = sign_up()
    carry_out(accept("user.follow", found.id, {}, resource_id=ada.id))
    return found


def titles(reader: SignedIn, seen: list[bool]) -> list[str]:
    return [each["title"] for each in read(reader, HOME, seen).get_json()["items"]]


def test_an_answer_before_flask_is_as_by_flask(bob: SignedIn, ada: SignedIn, before_flask: list[bool]) -> None:
    for n in range(3):
        carry_out(new_post(f"Post {n}", actor=ada.id))
    early = read(bob, HOME, before_flask)
    kept_pages._plans.clear()
    late = bob.get(HOME)
    assert early.status_code == 200 and early.data == late.data and headers_of(early) == headers_of(late)
    assert early.headers["RateLimit"].startswith('"reads";r=') and 'rel="next"' in early.headers["Link"]
    assert [each["title"] for each in early.get_json()["items"]] == ["Post 2", "Post 1"]
    cursor = early.get_json()["next_cursor"]
    rest = read(bob, f"{HOME}&cursor={cursor}", before_flask).get_json()
    assert [each["title"] for each in rest["items"]] == ["Post 0"] and rest["next_cursor"] is None
    assert bob.get(HOME, If_None_Match=early.headers["ETag"]).status_code == 304


def test_each_reader_has_their_own(bob: SignedIn, ada: SignedIn, sign_up: SignUp, before_flask: list[bool]) -> None:
    carry_out(new_post("By Ada", actor=ada.id))
    eve = sign_up()
    carry_out(new_post("By Eve", actor=eve.id))
    for _ in range(2):
        assert titles(bob, before_flask) == ["By Ada"] and titles(eve, before_flask) == ["By Eve"]
    carry_out(new_post("By Ada again", actor=ada.id))
    assert titles(bob, before_flask) == ["By Ada again", "By Ada"]


def test_who_is_not_signed_in_has_none(bob: SignedIn, before_flask: list[bool], app: Flask) -> None:
    read(bob, HOME, before_flask)
    assert SignedIn(app.test_client(), {}).get(HOME).status_code == 401
    for each in sessions.listed(bob.id):
        sessions.end(each.id)
    assert bob.get(HOME).status_code == 401


def test_the_limit_counts_each_request_once(
    bob: SignedIn, before_flask: list[bool], configure: Configure, system: Settings
) -> None:
    read(bob, HOME, before_flask)
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, rate_reads="5/hour")
    eventually(session_memory.current().is_fresh)
    cache_store().delete(*keys_like(cache_store(), "*rate*"))
    answers = [bob.get(HOME) for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    left = [each.headers["RateLimit"].partition("r=")[2].partition(";")[0] for each in answers[:5]]
    assert left == ["4", "3", "2", "1", "0"] and before_flask[-2:] == [True, False]


def test_without_the_cache_it_comes_from_mongodb(
    bob: SignedIn, ada: SignedIn, before_flask: list[bool], configure: Configure, system: Settings
) -> None:
    carry_out(new_post("By Ada", actor=ada.id))
    expected = read(bob, HOME, before_flask).get_json()
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db, cache_url="redis://127.0.0.1:1/0")
    answer = bob.get(HOME)
    configure(key_prefix=system.key_prefix, mongo_db=system.mongo_db)
    assert (answer.status_code, answer.get_json()) == (200, expected)
