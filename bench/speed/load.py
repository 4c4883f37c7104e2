"""What the system holds before it is measured: people, posts and comments, put into MongoDB as an earlier run would
have left them."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from faker import Faker
from tqdm import tqdm

from bench.system import System
from core.platform import markdown
from core.platform.ids import partition_of

PEOPLE = 200
CHUNK = 2_000
TEXTS = 500
FIRST_MS = 1_700_000_000_000
SHORT, LONG = 100, 100_000
# In both threads, those on the first page and some more are answered.
ANSWERED, REPLIES = 100, 3
FEW = 10_000
# Of the people who have written, the reader follows so many.
FOLLOWED = 20
Document = dict[str, Any]


def follow(follower_id: str, followed_id: str) -> Document:
    """That the one follows the other, as it would be stored."""
    ids = {"_id": f"{follower_id}:{followed_id}", "follower_id": follower_id, "followed_id": followed_id}
    about = {"seq": 1, "at_ms": FIRST_MS, "deleted": False, "deleted_ms": None}
    return ids | about | {"p": partition_of(followed_id)}


@dataclass(frozen=True)
class Loaded:
    """The ids of some posts to comment on, and of one with a short and one with a long thread."""

    posts: list[str]
    short_thread: str
    long_thread: str


class Load:
    """Makes documents of one seed."""

    def __init__(self, seed: int = 7) -> None:
        self._random, fake = random.Random(seed), Faker()
        fake.seed_instance(seed)
        texts = [fake.paragraph(4) for _ in range(TEXTS)]
        self._texts = [{"content": text, "content_html": markdown.render(text), "mentions": []} for text in texts]
        self._titles = [fake.sentence(6).rstrip(".") for _ in range(TEXTS)]
        self.people: list[Document] = [
            {"_id": str(ObjectId()), "email": f"load-{n}@example.org", "name": fake.name(), "profile_img": None}
            | {"password": "", "roles": [], "banned": False, "created_ms": FIRST_MS, "rev": 1, "version": 1, "seqs": {}}
            | {"follower_count": int(n < FOLLOWED)}
            for n in range(PEOPLE)
        ]

    def posts(self, count: int) -> list[Document]:
        """New posts, the oldest first."""
        return [self._fresh(n) | {"title": self._one(self._titles), "comment_count": 0} for n in range(count)]

    def comments(self, post_ids: list[str], threads: Iterable[str] = ()) -> Iterator[Document]:
        """A new comment on each of these posts; REPLIES replies to each of the first ANSWERED on these threads."""
        left = dict.fromkeys(threads, ANSWERED)
        for n, post_id in enumerate(post_ids):
            comment = self._fresh(n) | {"post_id": post_id}
            if left.get(post_id, 0):
                left[post_id] -= 1
                comment["reply_count"] = REPLIES
                yield from self._replies(comment, n)
            yield comment

    def _replies(self, comment: Document, n: int) -> Iterator[Document]:
        about = {"post_id": comment["post_id"], "parent_id": comment["_id"], "reply_to_id": comment["_id"]}
        return (self._fresh(n) | about | {"path": [comment["_id"]], "reply_count": 0} for _ in range(REPLIES))

    def _fresh(self, n: int) -> Document:
        at_ms = FIRST_MS + 500 * n
        own = {"_id": str(ObjectId()), "author_id": self._one(self.people)["_id"], **self._one(self._texts)}
        times = {"created_ms": at_ms, "updated_ms": at_ms, "deleted": False, "deleted_ms": None}
        return own | times | {"like_count": 0, "rev": 1, "version": 1, "seqs": {}}

    def _one(self, things: list[Any]) -> Any:
        return self._random.choice(things)


def fill(
    system: System,
    reader_id: str,
    posts: int,
    comments: int,
    long_thread: int = LONG,
    with_few: Callable[[], None] = lambda: None,
) -> Loaded:
    """Fill an empty system with so many posts and comments, and a thread of SHORT and one of `long_thread` comments,
    which have replies. The reader follows FOLLOWED of those who wrote all that.

    Calls `with_few` when only the newest FEW posts are there.
    """
    load = Load()
    made = load.posts(posts)
    ids = [post["_id"] for post in made]
    popular = [1 / (rank + 1) ** 0.8 for rank in range(len(ids))]
    post_ids = random.Random(1).choices(ids[2:], popular[2:], k=comments)
    post_ids += [ids[0]] * SHORT + [ids[1]] * long_thread
    counts = {each["_id"]: each for each in made}
    for post_id in post_ids:
        counts[post_id]["comment_count"] += 1
    for thread in made[:2]:
        thread["comment_count"] += REPLIES * min(ANSWERED, thread["comment_count"])
    with system.mongo() as mongo:
        database = mongo["social"]
        database["users"].insert_many(load.people)
        database["follows"].insert_many([follow(reader_id, each["_id"]) for each in load.people[:FOLLOWED]])
        _insert(database["posts"], "posts", made[-FEW:], min(FEW, len(made)))
        with_few()
        _insert(database["posts"], "posts", made[:-FEW], max(0, len(made) - FEW))
        _insert(database["comments"], "comments", load.comments(post_ids, ids[:2]), len(post_ids))
    return Loaded(ids[-100:], ids[0], ids[1])


def _insert(collection: Any, name: str, documents: Any, count: int) -> None:
    chunk: list[Document] = []
    for document in tqdm(documents, desc=f"{name:<9}", total=count, unit="", mininterval=1):
        chunk.append(document)
        if len(chunk) == CHUNK:
            collection.insert_many(chunk, ordered=False)
            chunk = []
    if chunk:
        collection.insert_many(chunk, ordered=False)
