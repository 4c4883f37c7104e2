"""Answers that Ada is told of, and the browsers in which she wants pushes about them."""

from core.delivery.claims import CLAIM_MS, PUSH
from core.identity import push_subscriptions, sessions
from core.platform import web_push
from core.platform.clock import now_ms
from core.servers.mongo import collection
from tasks import push
from tests.support.journal_writes import ADA, BOB, accept, carry_out, new_comment
from tests.support.push_service import Browser

KEY = web_push.encode((12345).to_bytes(32, "big"))


def send_pushes() -> dict[str, int]:
    """Run the task; how many pushes ended how."""
    return dict(push.send_pushes())


def answer(post_id: str, text: str = "An answer") -> str:
    """Bob answers; the id of his comment."""
    return carry_out(new_comment(post_id, text, actor=BOB)).resource_id


def subscribe(browser: Browser, user_id: str = ADA, session_id: str = "") -> str:
    """Subscribe in this session of this user, or in a new one; its id."""
    session_id = session_id or sessions.start(user_id, "", "").session_id
    told = browser.subscription()
    body = {"session_id": session_id, "endpoint": told["endpoint"], "public_key": web_push.public_key(KEY)}
    carry_out(accept("user.add_push", user_id, body | told["keys"], resource_id=user_id))
    return session_id


def later(by_ms: int = CLAIM_MS) -> None:
    """As if so much time had gone by since the notices came."""
    change = {"$inc": {"push_ms": -by_ms, "at_ms": -by_ms}}
    collection("notices").update_many({"p": {"$gte": 0}, "push_ms": {"$exists": True}}, change)


def waiting() -> int:
    """How many notices wait for a push."""
    return PUSH.waiting(now_ms())[0]


def subscribed(user_id: str = ADA) -> list[str]:
    """The sessions in which this user is sent to, the latest first."""
    return [each["session_id"] for each in push_subscriptions.of_user(user_id)]
