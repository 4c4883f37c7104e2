"""Fill a running system through its public API with seeded, lifelike content, and see every write through.

make demo USERS=30 POSTS=300 COMMENTS=3000 LIKES=3000 FOLLOWS=200
"""

import argparse
import os
import random
import sys
import time

from faker import Faker

from bench.api_client import Person, is_there
from bench.demo.receipts import each, follow, report
from bench.demo.recount import recount, recount_followers
from bench.demo.texts import follow_people, like, write_comments, write_posts


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--users", type=int, default=30, help="people to register or sign in (default %(default)s)")
    parser.add_argument("--posts", type=int, default=300, help="posts to write (default %(default)s)")
    parser.add_argument("--comments", type=int, default=3000, help="comments to write (default %(default)s)")
    parser.add_argument("--likes", type=int, default=3000, help="likes to give, about (default %(default)s)")
    parser.add_argument("--follows", type=int, default=200, help="follows, about (default %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same people and texts")
    port = os.environ.get("API_PORT", "8000")
    parser.add_argument("--url", default=f"http://127.0.0.1:{port}", help="where the API is (default %(default)s)")
    chosen = parser.parse_args()
    if min(chosen.users, chosen.posts) < 1 or min(chosen.comments, chosen.likes, chosen.follows) < 0:
        parser.error("at least one user and one post")
    return chosen


def sign_in(chosen: argparse.Namespace, fake: Faker) -> list[Person]:
    """The people of this seed."""
    people = [Person(chosen.url) for _ in range(chosen.users)]
    names = [fake.name() for _ in people]

    def one(n: int) -> None:
        people[n].sign_in(names[n], f"demo-{chosen.seed}-{n}@example.org", f"demo password {chosen.seed} {n}")

    each("people", one, range(len(people)))
    return people


def show_feed(person: Person) -> None:
    """Print the first page of the feed."""
    print("\nThe feed:")
    for post in person.get("/posts?limit=10")["items"]:
        row = f"{post['title'][:50]:<50}  {post['author']['name'][:22]:<22}"
        print(f"  {post['created_at'][11:19]}  {row} {post['comment_count']:>5} comments {post['like_count']:>5} likes")


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
    posts = follow(write_posts(people, chosen.posts, fake))
    ids = [receipt["resource"]["id"] for receipt in posts]
    comments = write_comments(people, ids, chosen.comments, fake)
    comment_ids = [receipt["resource"]["id"] for receipt in comments]
    likes = follow(like(people, ids, comment_ids, chosen.likes))
    follows = follow(follow_people(people, chosen.follows))
    applied = report(posts + comments + likes + follows, time.monotonic() - started)
    right = recount(people[0], ids, comment_ids) and recount_followers(people)
    show_feed(people[0])
    return 0 if applied and right else 1


if __name__ == "__main__":
    sys.exit(main())
