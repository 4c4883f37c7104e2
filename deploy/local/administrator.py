"""Who may do everything in the MongoDB of `make run`: to make it ready, to copy it, to look at it under faults."""

from typing import Any

from pymongo import MongoClient

from deploy.local.servers import HOST, MONGO_KEY, Server

# What MongoDB calls a member of its own replica set, which shows the key of the set.
MEMBER, OF_MEMBERS = "__system", "local"
Client = MongoClient[dict[str, object]]


def administrator(server: Server, **options: Any) -> Client:
    """A client of this MongoDB with all rights, as a member of its replica set.

    So no user is needed for that, whose password an installation from before does not have, and a restored one may
    have another of.
    """
    key = server.data / MONGO_KEY
    if key.exists():
        options |= {"username": MEMBER, "password": key.read_text(), "authSource": OF_MEMBERS}
    return MongoClient(HOST, server.port, directConnection=True, **options)
