"""What the people of the demo write: posts, threads of different depth; likes and follows with a long tail."""

import random
from typing import Any

from faker import Faker

from bench.api_client import Person
from bench.demo.receipts import each, follow, seen_by

# Which part of all texts mentions somebody.
MENTIONING = 0.25
# Which part of all comments is on each level of a thread.
LEVELS = (0.55, 0.27, 0.12, 0.06)


def write_posts(people: list[Person], count: int, fake: Faker) -> list[dict[str, Any]]:
    """The receipts of this many posts of random users."""
    texts = [
        (random.choice(people), fake.sentence(6).rstrip("."), _mentioning(people, fake.paragraph(5)))
        for _ in range(count)
    ]
    return each("posts", lambda t: seen_by(t[0], t[0].write("POST", "/posts", {"title": t[1], "content": t[2]})), texts)


def write_comments(people: list[Person], posts: list[str], count: int, fake: Faker) -> list[dict[str, Any]]:
    """The receipts of this many comments, level by level; a few posts, and a few comments, get most of the answers."""
    answered = [(post_id, "") for post_id in posts]
    receipts: list[dict[str, Any]] = []
    for share in LEVELS:
        if not answered:
            break
        chosen = random.choices(answered, _long_tail(len(answered)), k=round(count * share))
        texts = [
            (random.choice(people), *place, _mentioning(people, fake.sentence(random.randint(3, 24))))
            for place in chosen
        ]
        level = follow(each("comments", lambda t: _write_comment(*t), texts))
        answered = [(place[0], receipt["resource"]["id"]) for place, receipt in zip(chosen, level, strict=True)]
        random.shuffle(answered)
        receipts += level
    return receipts


def _mentioning(people: list[Person], text: str) -> str:
    """The text, now and then with one of these people at its beginning."""
    return f"@{random.choice(people).handle} {text}" if random.random() < MENTIONING else text


def _write_comment(person: Person, post_id: str, parent_id: str, content: str) -> dict[str, Any]:
    body = {"content": content} | ({"parent_id": parent_id} if parent_id else {})
    return seen_by(person, person.write("POST", f"/posts/{post_id}/comments", body))


def like(people: list[Person], posts: list[str], comments: list[str], count: int) -> list[dict[str, Any]]:
    """The receipts of about this many likes, three of five of them of posts; each person likes a thing once."""
    shares = (("posts", posts, 0.6), ("comments", comments, 0.4))
    wanted = [
        (person, f"/{noun}/{item_id}/like")
        for noun, ids, share in shares
        if ids
        for item_id in random.choices(ids, _long_tail(len(ids)), k=round(count * share))
        for person in [random.choice(people)]
    ]
    return each("likes", lambda t: seen_by(t[0], t[0].write("PUT", t[1])), list(dict.fromkeys(wanted)))


def follow_people(people: list[Person], count: int) -> list[dict[str, Any]]:
    """The receipts of about this many follows; a few people have most of the followers."""
    chosen = random.choices(people, _long_tail(len(people)), k=count)
    pairs = dict.fromkeys((random.choice(people), followed) for followed in chosen)
    wanted = [(person, f"/users/{followed.id}/follow") for person, followed in pairs if person is not followed]
    return each("follows", lambda t: seen_by(t[0], t[0].write("PUT", t[1])), wanted)


def _long_tail(count: int) -> list[float]:
    return [1 / (rank + 1) ** 0.8 for rank in range(count)]
