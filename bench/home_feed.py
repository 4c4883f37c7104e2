"""How fast home feeds are beside the feed, and what the posts of people with many followers cost others who write.

Starts a system of its own, puts people, posts and follows into MongoDB, and measures in turns. It listens on loopback
and lies in a temporary folder that is removed. `.venv/bin/python -m bench.home_feed`
"""

import argparse
import random
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bson import ObjectId

from bench.api_client import Person
from bench.speed import wrk
from bench.speed.__main__ import LONG_SESSION, PASSWORD
from bench.speed.load import follow
from bench.system import System, running
from deploy.local.waiting import until

AUTHORS, POSTS, FOLLOWERS = 5_000, 20_000, 10_000
# Somebody follows so many of the authors.
FEW, MANY = 10, 5_000
# And is followed by so many: the most whose followers are pushed to, and far more.
PUSHED, MERGED = 1_000, 10_000
LONE, PAUSE_S = 200, 0.2
FIRST_MS = 1_700_000_000_000
Document = dict[str, Any]


def user(number: int, **more: Any) -> Document:
    """Somebody, as registration would store them."""
    about = {"email": f"load-{number}@example.org", "name": f"Person {number}", "profile_img": None, "password": ""}
    counts = {"created_ms": FIRST_MS, "rev": 1, "version": 1, "seqs": {}, "roles": [], "banned": False}
    return new_id() | about | counts | {"follower_count": 0} | more


def new_id() -> Document:
    """The `_id` of a new document, and its partition."""
    made = str(ObjectId())
    return {"_id": made, "p": int(made[8:10], 16)}


def post(number: int, author_id: str) -> Document:
    """A post of this author."""
    at_ms = FIRST_MS + 500 * number
    text = {"title": f"Post {number}", "content": "Some words.", "content_html": "<p>Some words.</p>"}
    times = {"created_ms": at_ms, "updated_ms": at_ms, "deleted": False, "deleted_ms": None}
    counts = {"comment_count": 0, "like_count": 0, "rev": 1, "version": 1, "seqs": {}}
    return new_id() | {"author_id": author_id} | text | times | counts


def fill(system: System, readers: dict[Person, int], stars: dict[Person, int]) -> None:
    """Let readers follow so many authors who have written, and stars have so many followers."""
    people = [user(n) for n in range(FOLLOWERS)]
    authors = [each["_id"] for each in people[:AUTHORS]]
    with system.mongo() as mongo:
        database = mongo["social"]
        database["users"].insert_many(people)
        database["posts"].insert_many([post(n, random.choice(authors)) for n in range(POSTS)])
        follows = [follow(reader.id, each) for reader, count in readers.items() for each in authors[:count]]
        follows += [follow(each["_id"], star.id) for star, count in stars.items() for each in people[:count]]
        database["follows"].insert_many(follows)
        for star, count in stars.items():
            # As the last follow would have left it.
            state = {"follower_count": count, "push_ended": count > PUSHED}
            database["users"].update_one({"_id": star.id}, {"$set": state, "$inc": {"version": 1}})


def pages_per_s(system: System, person: Person, path: str, seconds: float) -> float:
    """So many first pages a second, when the cache has what they need."""
    until(lambda: _is_filled(system, person), "the fill", 60)
    rate = wrk.measure(f"{system.url}/api/v1{path}?limit=20", seconds, headers=person.headers)
    if rate.failed:
        raise SystemExit(f"{rate.failed} requests failed; this is no result.")
    return rate.per_s


def _is_filled(system: System, person: Person) -> bool:
    person.get("/posts?limit=20")
    person.get("/feed/home?limit=20")
    return bool(system.cache.exists(f"social:merged:{person.id}"))


@contextmanager
def posting(star: Person | None) -> Iterator[None]:
    """Meanwhile this person posts, five times a second."""
    stop = threading.Event()

    def run() -> None:
        while star and not stop.wait(PAUSE_S):
            star.write("POST", "/posts", {"title": "A post", "content": "Some words."})

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def lone_writes_ms(person: Person, star: Person | None) -> list[float]:
    """How long writes take from the request to the answer that they are applied, one after the other, sorted."""
    took_ms = []
    post_id = person.send("GET", "/posts?limit=1").json()["items"][0]["id"]
    waiting = person.headers | {"Prefer": "wait=5"}
    with posting(star):
        for number in range(LONE):
            began_s = time.perf_counter()
            method = "DELETE" if number % 2 else "PUT"
            url = f"{person.base}/posts/{post_id}/like"
            answer = person.http.request(method, url, headers=waiting, timeout=10)
            took_ms.append((time.perf_counter() - began_s) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{answer.status_code} {answer.text}")
            time.sleep(0.05)
    return sorted(took_ms)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.home_feed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the medians count")
    parser.add_argument("--seconds", type=float, default=5, help="for how long each page is asked for")
    chosen = parser.parse_args()
    with running(own_settings=LONG_SESSION) as system:
        people = [Person(system.url) for _ in range(5)]
        for number, person in enumerate(people):
            person.sign_in(f"Person {number}", f"bench-{number}@example.org", PASSWORD)
        few, many, pushed, merged, writer = people
        fill(system, {few: FEW, many: MANY}, {pushed: PUSHED, merged: MERGED})
        reads = {"/posts": few, f"/feed/home following {FEW}": few, f"/feed/home following {MANY}": many}
        rates = {
            name: [pages_per_s(system, person, name.split()[0], chosen.seconds) for _ in range(chosen.rounds)]
            for name, person in reads.items()
        }
        for name, values in rates.items():
            print(f"{name:36}{statistics.median(values):>10.0f} pages/s")
        for name, star in {"nobody": None, f"{PUSHED} followers": pushed, f"{MERGED} followers": merged}.items():
            took_ms = lone_writes_ms(writer, star)
            p50, p95 = took_ms[LONE // 2], took_ms[LONE * 95 // 100]
            print(f"lone writes beside posts of one with {name:20}{p50:>8.1f} ms half of them, {p95:>8.1f} ms 95 %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
