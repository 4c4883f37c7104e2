"""Mails that came back: at once, from the server that was to take them, or later as a message (RFC 3464)."""

from email import message_from_bytes
from email.message import Message
from email.policy import default

from core.content import inbox_choices
from core.identity import accounts
from core.platform.clock import now_ms
from core.platform.problems import Problem
from core.servers.mongo import collection
from core.servers.sharding.filters import by_id


def note(user_id: str, status: str) -> None:
    """No more mails to this user until they choose anew when they want some: their server has said `status`, such as
    `550 5.1.1`."""
    inbox_choices.ensure(user_id)
    refusal = {"mail_refused": {"at_ms": now_ms(), "status": status}}
    collection("inboxes").update_one(by_id(user_id), {"$set": refusal})


def note_message(raw: bytes) -> list[str]:
    """Note what a message says that a mail server sent about mails which it could not deliver; the ids of the users
    whose addresses do not work. What is only late, or about nobody here, changes nothing."""
    message = message_from_bytes(raw, policy=default)
    failed = [(address, status) for part in message.walk() for address, status in _failed_in(part)]
    noted = []
    for address, status in failed:
        try:
            user_id = accounts.find(address)["_id"]
        except Problem:
            continue
        note(user_id, status)
        noted.append(user_id)
    return noted


def _failed_in(part: Message) -> list[tuple[str, str]]:
    """The addresses to which nothing can be delivered, and why; a report is a message with a block for each of them."""
    if part.get_content_type() != "message/delivery-status":
        return []
    blocks = [block for block in part.get_payload() if isinstance(block, Message)]  # type: ignore[union-attr]
    found = [(_address(block), str(block.get("Status", "")).split()) for block in blocks if _is_failure(block)]
    return [(address, status[0]) for address, status in found if "@" in address and status]


def _is_failure(block: Message) -> bool:
    action, status = str(block.get("Action", "")), str(block.get("Status", ""))
    return action.strip().lower() == "failed" and status.strip().startswith("5")


def _address(block: Message) -> str:
    recipient = str(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
    return recipient.rpartition(";")[2].strip()
