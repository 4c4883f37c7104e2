"""Ids name their partition: a root's goes round, everything else has that of its root."""

import re

from core.platform.ids import new_id, partition_of
from core.platform.settings import Settings
from core.reads.nouns import NOUNS
from core.writes import journal
from core.writes.kinds import ROOTS
from tests.support.journal_writes import ADA, new_comment, new_post


def test_roots_are_spread_evenly() -> None:
    ids = [new_id() for _ in range(1024)]
    assert len(set(ids)) == 1024 and all(re.fullmatch("[0-9a-f]{24}", each) for each in ids)
    partitions = [partition_of(each) for each in ids]
    assert all(partitions.count(each) == 4 for each in range(256))


def test_what_belongs_to_a_root_is_in_its_partition() -> None:
    root = new_id()
    ids = {new_id(root) for _ in range(1000)}
    assert len(ids) == 1000 and {partition_of(each) for each in ids} == {partition_of(root)}


def test_a_write_and_what_it_creates_are_in_the_partition_of_the_root(system: Settings) -> None:
    post = new_post()
    comment = new_comment(post.resource_id)
    root = new_id()
    message = journal.accept("message.create", ADA, {"conversation_id": root, "content": "Hello", "client_id": None})
    assert partition_of(post.id) == partition_of(post.resource_id)
    of_comment = {partition_of(each) for each in (comment.id, comment.resource_id)}
    assert of_comment == {partition_of(post.resource_id)}
    of_message = {partition_of(each) for each in (message.id, message.resource_id)}
    assert of_message == {partition_of(root)}


def test_every_noun_that_goes_with_another_has_its_root() -> None:
    assert {name: noun.parent_id for name, noun in NOUNS.items() if noun.parent}.items() <= ROOTS.items()
