"""Fill a running system through its public API with seeded, lifelike content, and see every write through.

make demo USERS=30 POSTS=300 COMMENTS=3000
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from faker import Faker
from tqdm import tqdm

from bench.api_client import Person, is_there

T = TypeVar("T")
APPLIED_WITHIN_S = 120.0
THREADS = 8


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--users", type=int, default=30, help="people to register or sign in (default %(default)s)")
    parser.add_argument("--posts", type=int, default=300, help="posts to write (default %(default)s)")
    parser.add_argument("--comments", type=int, default=3000, help="comments to write (default %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same people and texts")
    port = os.environ.get("API_PORT", "8000")
    parser.add_argument("--url", default=f"http://127.0.0.1:{port}", help="where the API is (default %(default)s)")
    chosen = parser.parse_args()
    if min(chosen.users, chosen.posts) < 1 or chosen.comments < 0:
        parser.error("at least one user and one post")
    return chosen


def each(label: str, do: Callable[[T], Any], todo: Iterable[T]) -> list[Any]:
    """Do something for each, a few at a time, behind a progress bar."""
    items = list(todo)
    with ThreadPoolExecutor(THREADS) as pool:
        return list(tqdm(pool.map(do, items), total=len(items), desc=f"{label:<9}", unit="", file=sys.stdout))


def sign_in(chosen: argparse.Namespace, fake: Faker) -> list[Person]:
    """The people of this seed."""
    people = [Person(chosen.url) for _ in range(chosen.users)]
    names = [fake.name() for _ in people]

    def one(n: int) -> None:
        people[n].sign_in(names[n], f"demo-{chosen.seed}-{n}@example.org", f"demo password {chosen.seed} {n}")

    each("people", one, range(len(people)))
    return people


def write_posts(people: list[Person], count: int, fake: Faker) -> list[dict[str, Any]]:
    """The receipts of this many posts of random users."""
    texts = [(random.choice(people), fake.sentence(6).rstrip("."), fake.paragraph(5)) for _ in range(count)]
    return each("posts", lambda t: seen_by(t[0], t[0].write("POST", "/posts", {"title": t[1], "content": t[2]})), texts)


def write_comments(people: list[Person], posts: list[str], count: int, fake: Faker) -> list[dict[str, Any]]:
    """The receipts of this many comments; a few posts get most of them, as it goes."""
    popular = [1 / (rank + 1) ** 0.8 for rank in range(len(posts))]
    chosen = random.choices(posts, popular, k=count)
    texts = [(random.choice(people), post_id, fake.sentence(12)) for post_id in chosen]
    return each(
        "comments", lambda t: seen_by(t[0], t[0].write("POST", f"/posts/{t[1]}/comments", {"content": t[2]})), texts
    )


def seen_by(person: Person, receipt: dict[str, Any]) -> dict[str, Any]:
    """The receipt with who may ask for it."""
    return receipt | {"person": person}


def follow(receipts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each receipt when its write has ended, or as it is after two minutes."""
    deadline = time.monotonic() + APPLIED_WITHIN_S
    pending = {receipt["id"]: receipt["person"] for receipt in receipts}
    now: dict[str, dict[str, Any]] = {}
    with tqdm(total=len(receipts), desc="receipts ", unit="", file=sys.stdout) as bar:
        while pending:
            for receipt in asked_for(pending):
                now[receipt["id"]] = receipt
                if receipt["state"] != "accepted" or time.monotonic() > deadline:
                    del pending[receipt["id"]]
                    bar.update()
            # Asking all the time would take from the workers what it waits for.
            time.sleep(0.2 if pending else 0)
    return [now[receipt["id"]] for receipt in receipts]


def asked_for(pending: dict[str, Person]) -> list[dict[str, Any]]:
    """The receipts of these writes as they are now; each person asks for their own, a hundred at a time."""
    found: list[dict[str, Any]] = []
    for person in set(pending.values()):
        own = [write_id for write_id, owner in pending.items() if owner is person]
        for start in range(0, len(own), 100):
            found += person.get(f"/writes?ids={','.join(own[start : start + 100])}")["items"]
    return found


def latencies_ms(receipts: list[dict[str, Any]]) -> list[float]:
    """From acceptance to application, sorted."""
    pairs = [(receipt["accepted_at"], receipt["applied_at"]) for receipt in receipts if receipt["applied_at"]]
    spans = [datetime.fromisoformat(end) - datetime.fromisoformat(start) for start, end in pairs]
    return sorted(span.total_seconds() * 1000 for span in spans)


def report(receipts: list[dict[str, Any]], took_s: float) -> bool:
    """Print what became of the writes; whether all were applied."""
    states = Counter(receipt["state"] for receipt in receipts)
    print(f"\n{len(receipts)} writes in {took_s:.1f} s: " + ", ".join(f"{n} {state}" for state, n in states.items()))
    if spans := latencies_ms(receipts):
        marks = {name: spans[min(int(len(spans) * part), len(spans) - 1)] for name, part in PERCENTILES.items()}
        print("From accepted to applied: " + ", ".join(f"{name} {value:.0f} ms" for name, value in marks.items()))
    return set(states) == {"applied"}


PERCENTILES = {"half within": 0.5, "95 % within": 0.95, "99 % within": 0.99, "all within": 1.0}


def walk(person: Person, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a feed, page by page."""
    page = person.get(f"{path}?limit=100")
    yield from page["items"]
    while cursor := page["next_cursor"]:
        page = person.get(f"{path}?limit=100&cursor={cursor}")
        yield from page["items"]


def counters(person: Person, posts: list[str]) -> dict[str, int]:
    """The comment counters of these posts, which are among the newest."""
    found: dict[str, int] = {}
    wanted = set(posts)
    for post in walk(person, "/posts"):
        if post["id"] in wanted:
            found[post["id"]] = post["comment_count"]
        if len(found) == len(wanted):
            break
    return found


def recount(person: Person, posts: list[str], comments: list[dict[str, Any]]) -> bool:
    """Walk the comments of every post; whether each counter is what the walk found, and none is missing."""
    counts = counters(person, posts)

    def ids_of(post_id: str) -> tuple[str, list[str]]:
        return post_id, [comment["id"] for comment in walk(person, f"/posts/{post_id}/comments")]

    walked = each("recount", ids_of, posts)
    wrong = [post_id for post_id, found in walked if not len(found) == len(set(found)) == counts.get(post_id)]
    missing = {receipt["resource"]["id"] for receipt in comments} - {one for _, found in walked for one in found}
    print(f"Counters that differ from a walk: {len(wrong)}. Comments that are missing: {len(missing)}.")
    return not wrong and not missing


def show_feed(person: Person) -> None:
    """Print the first page of the feed."""
    print("\nThe feed:")
    for post in person.get("/posts?limit=10")["items"]:
        row = f"{post['title'][:50]:<50}  {post['author']['name'][:22]:<22}"
        print(f"  {post['created_at'][11:19]}  {row} {post['comment_count']:>5} comments")


def main() -> int:
    """Run the demo; 0 when every write was applied and every counter is right."""
    chosen = arguments()
    if not is_there(chosen.url):
        print(f"Nothing answers at {chosen.url}. Start the system with `make run`, in another terminal.")
        return 1
    random.seed(chosen.seed)
    Faker.seed(chosen.seed)
    fake = Faker()
    people = sign_in(chosen, fake)
    started = time.monotonic()
    posts = write_posts(people, chosen.posts, fake)
    ids = [receipt["resource"]["id"] for receipt in follow(posts)]
    comments = write_comments(people, ids, chosen.comments, fake)
    receipts = follow(posts + comments)
    applied = report(receipts, time.monotonic() - started)
    right = recount(people[0], ids, comments)
    show_feed(people[0])
    return 0 if applied and right else 1


if __name__ == "__main__":
    sys.exit(main())
