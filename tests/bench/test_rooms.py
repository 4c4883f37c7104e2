"""The rooms that are measured have all their people in them."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.api_client import Person, start_room
from core.content.chat import conversations
from core.platform.settings import Settings
from tests.support.site import Site, running_site
from tests.support.users import PASSWORD


@pytest.fixture
def site(system: Settings, tmp_path: Path, worker: None) -> Iterator[Site]:
    with running_site(system, tmp_path / "log") as started:
        yield started


def test_a_room_has_everybody_in_it_who_is_to_talk(site: Site) -> None:
    people = [Person(site.api) for _ in range(3)]
    for each in people:
        each.sign_in("Ada", f"{uuid.uuid4().hex}@example.org", PASSWORD)
    room_id = start_room(people[0], people[1:])
    assert sorted(conversations.members_of(room_id)) == sorted(each.id for each in people)
