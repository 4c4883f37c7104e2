"""After the last fault: what was accepted is there, once, as it was written last; nothing else is, and all was told."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.faults.ledger import Entry, Ledger
from bench.faults.listener import Listener
from bench.faults.reader import Reader

EVENTS = {"create": "created", "edit": "updated", "delete": "deleted"}
LIKES, FOLLOWS = ("like", "unlike"), ("follow", "unfollow")


@dataclass
class Found:
    """What is wrong, a line for each; all empty is what is promised."""

    lost: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)


def final_state(entries: list[Entry]) -> dict[str, tuple[str, int]]:
    """What has to be there: for each resource its key, and the edit that stands there.

    Edits of one author are made one after the other, so the last accepted one counts.
    """
    kept = {entry.resource_id: (entry.key, 0) for entry in entries if entry.kind.endswith(".create")}
    for entry in entries:
        item = entry.item_id
        if entry.kind.endswith(".edit") and entry.body and item in kept:
            kept[item] = (kept[item][0], int(entry.body["content"].split()[1]))
    for entry in entries:
        if entry.kind.endswith(".delete"):
            kept.pop(entry.item_id, None)
    return kept


def liked(entries: list[Entry]) -> dict[str, bool]:
    """Of each item that its author has liked or unliked, which of the two was accepted last."""
    return {entry.item_id: entry.kind.endswith(".like") for entry in entries if entry.kind.partition(".")[2] in LIKES}


def following(entries: list[Entry]) -> dict[tuple[int, str], bool]:
    """Of each author and whom they have followed or unfollowed, by their id, which of the two was accepted last."""
    of_people = [entry for entry in entries if entry.kind.partition(".")[2] in FOLLOWS]
    return {(entry.author, entry.item_id): entry.kind.endswith(".follow") for entry in of_people}


def check(ledger: Ledger, reader: Reader, listener: Listener, lasting: list[str]) -> Found:
    """Walk everything, and hold it against the ledger."""
    found = Found()
    entries = ledger.all()
    ended = [entry for entry in entries if not entry.is_gone]
    found.gone = [f"{entry.kind} {entry.write_id}" for entry in entries if entry.is_gone]
    found.refused = [f"{entry.kind} {entry.write_id}: {entry.state}" for entry in ended if not entry.is_applied]
    items = reader.all_of("/posts")
    counters = {post["id"]: post["comment_count"] for post in items}
    for post_id in lasting:
        comments = reader.all_of(f"/posts/{post_id}/comments")
        if counters.get(post_id) != len(comments):
            found.wrong.append(f"{post_id} counts {counters.get(post_id)} comments, and has {len(comments)}")
        items += comments
    unknown = {entry.item_id for entry in entries if entry.is_gone}
    _compare(items, final_state(ended), unknown, found)
    _compare_likes(items, liked(ended), unknown, found)
    _compare_follows(reader, following(ended), unknown, found)
    if sorted(post["id"] for post in reader.all_of("/feed/home")) != sorted(counters):
        found.wrong.append("the home feed of who follows all is not the feed")
    _compare_events(ended, listener, found)
    return found


def _compare(
    items: list[dict[str, Any]], expected: dict[str, tuple[str, int]], unknown: set[str], found: Found
) -> None:
    """`unknown` are the items of writes that are gone: what is there of them is right as it is, but for a copy."""
    there = {item["id"]: item["content"].split() for item in items}
    found.lost += [item for item in expected if item not in there and item not in unknown]
    copies = Counter(item["content"].split()[0] for item in items)
    found.doubled += [f"{key} {count} times" for key, count in copies.items() if count > 1]
    for item, (key, edit) in there.items():
        if item in unknown:
            continue
        if item not in expected:
            found.wrong.append(f"{item} is there, and must not be")
        elif (key, int(edit)) != expected[item]:
            found.wrong.append(f"{item} is {key} {edit}, and must be {expected[item]}")


def _compare_likes(items: list[dict[str, Any]], expected: dict[str, bool], unknown: set[str], found: Found) -> None:
    """Nobody but its author likes an item."""
    for item in items:
        count = int(expected.get(item["id"], False))
        if item["id"] not in unknown and item["like_count"] != count:
            found.wrong.append(f"{item['id']} counts {item['like_count']} likes, and has {count}")


def _compare_follows(reader: Reader, expected: dict[tuple[int, str], bool], unknown: set[str], found: Found) -> None:
    """The reader follows all who write, and these follow each other."""
    for user_id in reader.followed:
        count = 1 + sum(follows for (_, followed), follows in expected.items() if followed == user_id)
        listed, told = len(reader.all_of(f"/users/{user_id}/followers")), reader.count_followers(user_id)
        if user_id not in unknown and not listed == told == count:
            found.wrong.append(f"{user_id} counts {told} followers, lists {listed}, and has {count}")


def _compare_events(entries: list[Entry], listener: Listener, found: Found) -> None:
    """At least one event for each applied create and delete, and for what was edited, is liked or is followed."""
    for item_id, is_liked in liked(entries).items():
        if is_liked and not listener.heard["like.created", item_id]:
            found.untold.append(f"like.created {item_id}")
    for (_, user_id), is_followed in following(entries).items():
        if is_followed and not listener.heard["follow.created", user_id]:
            found.untold.append(f"follow.created {user_id}")
    for entry in entries:
        noun, _, verb = entry.kind.partition(".")
        if verb in (*LIKES, *FOLLOWS):
            continue
        if entry.is_applied and not listener.heard[f"{noun}.{EVENTS[verb]}", entry.item_id]:
            found.untold.append(f"{noun}.{EVENTS[verb]} {entry.item_id}")
