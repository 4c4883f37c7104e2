"""What moderators may do to what others wrote: delete what everybody reads, and nothing of private conversations."""

from tests.support.conversations_api import drained, heard, outcome, say, start
from tests.support.journal_writes import accept
from tests.support.moderation import promoted
from tests.support.users import BASE, SignedIn


def said_by(who: SignedIn, others: list[SignedIn]) -> tuple[str, str]:
    """Something in a room of all of them: the room's path, and the message's id."""
    where = start(who, *others, name="A room")
    message = str(say(who, where, "Between us")["resource"]["id"])
    drained()
    return where, message


def test_security_f15_a_moderator_deletes_no_message_of_others(people: list[SignedIn]) -> None:
    ada, bob = people[0], promoted(people[1])
    where, message = said_by(ada, [bob])
    assert bob.delete(f"/messages/{message}").status_code == 403
    conversation = where.rpartition("/")[2]
    # Whatever was accepted, the worker refuses it as well.
    forged = accept("message.delete", bob.id, {"conversation_id": conversation}, resource_id=message)
    assert outcome(bob, {"id": forged.id})["problem"]["status"] == 403
    assert heard(ada, where) == ["Between us"]


def test_security_f15_a_moderator_deletes_their_own_message(people: list[SignedIn]) -> None:
    ada, bob = people[0], promoted(people[1])
    where, message = said_by(bob, [ada])
    assert bob.delete(f"/messages/{message}").status_code == 202
    drained()
    assert heard(ada, where) == []


def test_a_moderator_deletes_a_comment_of_somebody_else(people: list[SignedIn]) -> None:
    ada, bob = people[0], promoted(people[1])
    post = ada.post("/posts", {"title": "A title", "content": "Some content"}).get_json()["resource"]["href"]
    path = post.removeprefix(BASE)
    comment = ada.post(f"{path}/comments", {"content": "A comment"}).get_json()["resource"]["id"]
    drained()
    assert bob.patch(f"/comments/{comment}", {"content": "Mine"}).status_code == 403
    assert bob.delete(f"/comments/{comment}").status_code == 202
    drained()
    assert ada.get(f"{path}/comments").get_json()["items"] == []
