"""Which topics a process holds, whatever its clients do; each event is announced on one that its rooms hold."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import topic_matches_sub

from core.servers.mqtt import topic_of, topics_of
from core.writes.events import rooms_of
from realtime.mqtt.held_topics import HeldTopics

ROOMS = ("feed", "post:a", "post:b", "user:a", "conversation:a")
# A client enters or leaves a room, or the broker is told: of new topics, of left ones, or all after a new connection.
STEPS = st.one_of(
    st.tuples(st.sampled_from(("enter", "leave")), st.sampled_from(ROOMS)),
    st.tuples(st.sampled_from(("new", "left", "anew")), st.just("")),
)
BODIES = [
    {"type": "post.created", "post_id": "p", "actor_id": "a"},
    {"type": "post.deleted", "post_id": "p", "actor_id": "a"},
    {"type": "comment.created", "comment_id": "c", "post_id": "p", "actor_id": "a"},
    {"type": "like.created", "post_id": "p", "actor_id": "a", "like_count": 1},
    {"type": "mention.created", "comment_id": "c", "post_id": "p", "actor_id": "a", "user_id": "b"},
    {"type": "user.updated", "actor_id": "a"},
    {"type": "message.new", "conversation_id": "c", "actor_id": "a"},
    {"type": "conversation.joined", "conversation_id": "c", "actor_id": "a", "user_id": "b"},
    {"type": "conversation.renamed", "conversation_id": "c", "actor_id": "a"},
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["type"])
def test_each_room_of_an_event_holds_the_topic_that_it_is_announced_on(body: dict[str, str]) -> None:
    for room in rooms_of(body):
        assert any(topic_matches_sub(each, topic_of(body)) for each in topics_of(room))


@given(steps=st.lists(STEPS, max_size=40))
def test_what_is_subscribed_to_is_what_is_held(steps: list[tuple[str, str]]) -> None:
    held, clients, subscribed = HeldTopics(), Counter[str](), set[str]()

    def subscribe(limit: int = 2) -> None:
        new = held.take_new(limit)
        assert not subscribed & set(new), "subscribed twice"
        subscribed.update(new)

    def unsubscribe(limit: int = 2) -> None:
        left = held.take_left(limit, 0)
        assert set(left) <= subscribed, "left what was never subscribed to"
        subscribed.difference_update(left)

    for what, room in steps:
        if what == "enter":
            clients[room] += 1
            held.enter(room)
        elif what == "leave" and clients[room]:
            clients[room] -= 1
            held.leave(room)
        elif what == "anew":
            subscribed.clear()
            held.begin_anew()
        elif what in ("new", "left"):
            {"new": subscribe, "left": unsubscribe}[what]()
    subscribe(100)
    unsubscribe(100)
    assert subscribed == {topic for room in +clients for topic in topics_of(room)}


def test_a_topic_is_kept_for_who_comes_back_soon() -> None:
    held = HeldTopics()
    held.enter("feed")
    assert held.take_new(9) == topics_of("feed")
    held.leave("feed")
    assert held.take_left(9, after_s=60) == []
    held.enter("feed")
    assert held.take_new(9) == [] and held.take_left(9, 0) == []
