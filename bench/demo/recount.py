"""What was written is counted again through the API: each counter has to be what a walk finds."""

from collections.abc import Iterator
from typing import Any

from bench.api_client import Person
from bench.demo.receipts import each

COUNTERS = ("comment_count", "like_count")


def walk(person: Person, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a feed, page by page."""
    page = person.get(f"{path}?limit=100")
    yield from page["items"]
    while cursor := page["next_cursor"]:
        page = person.get(f"{path}?limit=100&cursor={cursor}")
        yield from page["items"]


def counters(person: Person, posts: list[str]) -> dict[str, list[int]]:
    """The counters of these posts, which are among the newest."""
    found: dict[str, list[int]] = {}
    wanted = set(posts)
    for post in walk(person, "/posts"):
        if post["id"] in wanted:
            found[post["id"]] = [post[name] for name in COUNTERS]
        if len(found) == len(wanted):
            break
    return found


def thread(person: Person, path: str) -> Iterator[dict[str, Any]]:
    """Every comment of a list, and all that is below it."""
    for comment in walk(person, path):
        yield comment
        if comment["reply_count"]:
            yield from thread(person, f"/comments/{comment['id']}/replies")


def recount(person: Person, posts: list[str], comments: list[str]) -> bool:
    """Walk the comments and the likes of every post; whether each counter is what the walk found, and no comment is
    missing."""
    counts = counters(person, posts)

    def found_in(post_id: str) -> tuple[str, list[str], list[str]]:
        ids = [comment["id"] for comment in thread(person, f"/posts/{post_id}/comments")]
        return post_id, ids, [fan["id"] for fan in walk(person, f"/posts/{post_id}/likes")]

    walked = each("recount", found_in, posts)
    wrong = [post_id for post_id, ids, fans in walked if [len(set(ids)), len(set(fans))] != counts.get(post_id)]
    missing = set(comments) - {one for _, ids, _ in walked for one in ids}
    print(f"Posts with a counter that differs from a walk: {len(wrong)}. Comments that are missing: {len(missing)}.")
    return not wrong and not missing


def recount_followers(people: list[Person]) -> bool:
    """Walk the followers of all these people; whether each counter is what the walk found."""
    reader = people[0]
    counts = {each.id: reader.get(f"/users/{each.id}")["follower_count"] for each in people}
    found = {each.id: len({one["id"] for one in walk(reader, f"/users/{each.id}/followers")}) for each in people}
    wrong = [user_id for user_id in counts if counts[user_id] != found[user_id]]
    print(f"People with a number of followers that differs from a walk: {len(wrong)}.")
    return not wrong
