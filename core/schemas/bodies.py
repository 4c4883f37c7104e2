"""What is stored of each kind of write: its body, in the journal."""

from typing import Any, Literal, NotRequired

# Of Python 3.12; pydantic takes no older one.
from typing_extensions import TypedDict

from core.schemas.held import Judgement


class PostBody(TypedDict):
    """The body of `post.create`."""

    title: str
    content: str
    gate: NotRequired[Judgement]


class CommentBody(TypedDict):
    """The body of `comment.create`."""

    post_id: str
    content: str
    # What it is a reply to.
    parent_id: NotRequired[str]
    gate: NotRequired[Judgement]


class MessageBody(TypedDict):
    """The body of `message.create`."""

    conversation_id: str
    content: str
    client_id: str | None


class ChangeBody(TypedDict):
    """The body of an edit or a delete; only an edit has `changes`, only a message a `conversation_id`."""

    changes: NotRequired[dict[str, Any]]
    # The revision that it is meant for (`If-Match`).
    if_rev: NotRequired[int]
    conversation_id: NotRequired[str]
    gate: NotRequired[Judgement]


class ConversationBody(TypedDict):
    """The body of `conversation.create`; `members` without its author, of a room those who are invited to it."""

    kind: Literal["direct", "room"]
    members: list[str]
    name: str | None


class MemberBody(TypedDict):
    """The body of `conversation.add`, which invites, of `conversation.withdraw` and `conversation.remove`; and of
    `conversation.part`: the other of the two whom a block parts."""

    user_id: str


class NameBody(TypedDict):
    """The body of `conversation.rename`."""

    name: str


class ReadBody(TypedDict):
    """The body of `conversation.read`."""

    seq: int


class InboxReadBody(TypedDict):
    """The body of `user.read_inbox`."""

    until_ms: int


class InboxBody(TypedDict):
    """The body of `user.set_inbox`: the kinds of notices that are wanted, or not, and when mails about them are."""

    kinds: NotRequired[dict[str, bool]]
    mail: NotRequired[dict[str, str]]


class PushBody(TypedDict):
    """The body of `user.add_push`: a browser that is to get pushes, in whose session, and for which key of ours."""

    session_id: str
    endpoint: str
    p256dh: str
    auth: str
    public_key: str


class SessionBody(TypedDict):
    """The body of `user.remove_push`."""

    session_id: str


class PictureBody(TypedDict):
    """The body of `user.set_picture`: the SHA-256 of the file, and the name under which it is kept until the picture is
    made of it."""

    sha256: str
    upload: str


class ApprovalBody(TypedDict):
    """The body of `post.approve` and `comment.approve`: the revision of what is held that the moderator has read."""

    rev: int


class RejectionBody(ApprovalBody):
    """The body of `post.reject` and `comment.reject`."""

    reason: str


class ReportBody(TypedDict):
    """The body of `post.report` and `comment.report`; of their withdrawals it is empty."""

    reason: NotRequired[str]
    note: NotRequired[str]


class DecisionBody(TypedDict):
    """The body of `post.dismiss`, `post.remove`, and of the same for comments; only a removal has a `reason`."""

    # Of the case, as the moderator saw it.
    round: int | None
    note: str
    reason: NotRequired[str]
    if_rev: NotRequired[int]


class AppealBody(TypedDict):
    """The body of `post.appeal` and `comment.appeal`."""

    words: str


class NoteBody(TypedDict):
    """The body of `post.lock`, `post.restore`, `post.uphold`, and of the last two for comments; `note` is for the audit
    log."""

    note: str


class StandingBody(TypedDict):
    """The body of what moderators decide about a user; `words` are for them, `note` is for the audit log."""

    words: str
    note: str
    until_ms: NotRequired[int]


class EmptyBody(TypedDict):
    """The body of blocks, likes, follows, answers to invitations, withdrawn reports, ended locks, and
    canaries."""


BODIES: dict[str, type] = {
    "post.create": PostBody,
    "post.edit": ChangeBody,
    "post.delete": ChangeBody,
    "post.approve": ApprovalBody,
    "post.reject": RejectionBody,
    "post.like": EmptyBody,
    "post.unlike": EmptyBody,
    "post.report": ReportBody,
    "post.withdraw_report": EmptyBody,
    "post.dismiss": DecisionBody,
    "post.remove": DecisionBody,
    "post.appeal": AppealBody,
    "post.restore": NoteBody,
    "post.uphold": NoteBody,
    "post.lock": NoteBody,
    "post.unlock": EmptyBody,
    "comment.create": CommentBody,
    "comment.edit": ChangeBody,
    "comment.delete": ChangeBody,
    "comment.approve": ApprovalBody,
    "comment.reject": RejectionBody,
    "comment.like": EmptyBody,
    "comment.unlike": EmptyBody,
    "comment.report": ReportBody,
    "comment.withdraw_report": EmptyBody,
    "comment.dismiss": DecisionBody,
    "comment.remove": DecisionBody,
    "comment.appeal": AppealBody,
    "comment.restore": NoteBody,
    "comment.uphold": NoteBody,
    "message.create": MessageBody,
    "message.edit": ChangeBody,
    "message.erase": ChangeBody,
    "message.delete": ChangeBody,
    "conversation.create": ConversationBody,
    "conversation.add": MemberBody,
    "conversation.remove": MemberBody,
    "conversation.accept": EmptyBody,
    "conversation.decline": EmptyBody,
    "conversation.withdraw": MemberBody,
    "conversation.part": MemberBody,
    "conversation.rename": NameBody,
    "conversation.read": ReadBody,
    "user.edit": ChangeBody,
    "user.rename": ChangeBody,
    "user.set_picture": PictureBody,
    "user.read_inbox": InboxReadBody,
    "user.set_inbox": InboxBody,
    "user.add_push": PushBody,
    "user.remove_push": SessionBody,
    "user.block": EmptyBody,
    "user.unblock": EmptyBody,
    "user.follow": EmptyBody,
    "user.unfollow": EmptyBody,
    "user.end_follow": EmptyBody,
    "user.erase": EmptyBody,
    **dict.fromkeys(("user.warn", "user.mute", "user.unmute", "user.suspend", "user.unsuspend"), StandingBody),
    **dict.fromkeys(("user.ban", "user.unban"), StandingBody),
    "canary": EmptyBody,
}
