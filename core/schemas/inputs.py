"""What people may send. Each text needs a visible character and may not hold NUL."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from core.schemas.forms import FormSigns
from core.schemas.handles import Handle
from core.schemas.inbox import Schedule
from core.schemas.outputs import Id
from core.schemas.word_scripts import check_words

# Blank, control, zero-width and filler characters: a text of nothing else would look empty.
INVISIBLE = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f"
    r"\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
VISIBLE = rf"^[^\u0000]*[^{INVISIBLE}][^\u0000]*$"
# Marks that turn the direction of what follows: a name could be read as another one.
TURNING = r"\u202a-\u202e\u2066-\u2069"
ONE_LINE = rf"^[^\u0000-\u001f\u007f{TURNING}]*[^{INVISIBLE}][^\u0000-\u001f\u007f{TURNING}]*$"

Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=VISIBLE)]
PostContent = Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=VISIBLE)]
CommentContent = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=VISIBLE)]
MessageContent = CommentContent
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=ONE_LINE), AfterValidator(check_words)]
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,24}$"),
    Field(examples=["ada@example.org"]),
]
PASSWORD_LENGTH_MIN = 8
Password = Annotated[str, StringConstraints(min_length=PASSWORD_LENGTH_MIN, max_length=128, pattern=r"^[^\u0000]*$")]


def _upload_instead(value: object) -> object:
    if value is not None:
        raise ValueError("Send the picture itself, with PUT /api/v1/users/me/picture. Here it may be null.")
    return value


NoPicture = Annotated[
    None, BeforeValidator(_upload_instead), Field(description="Pictures are sent to /users/me/picture")
]
# Up to 100, with commas between.
Ids = Annotated[str, Field(pattern=r"^[0-9a-f]{24}(,[0-9a-f]{24}){0,99}$")]
ClientId = Annotated[
    str | None,
    Field(pattern=r"^[\x21-\x7e]{1,64}$", description="Your own id of it: makes sending it repeatable"),
]


class Changes(BaseModel):
    """What to change: something has to be said, and what is left out stays. `needed` tells who has said nothing."""

    model_config = ConfigDict(extra="forbid", strict=True, json_schema_extra={"minProperties": 1})

    needed: ClassVar[str]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(self.needed)
        return self


class Registration(BaseModel):
    """A user to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    email: Email
    password: Password
    profile_img: NoPicture = None
    handle: Annotated[Handle | None, Field(description="Without one it is made of the name")] = None


class UserChanges(Changes):
    """What to change about yourself; what is left out stays."""

    needed: ClassVar[str] = "Send a name, a handle, a profile_img of null, or several of them."

    name: Name = ""
    handle: Handle = ""
    # Its default is in no schema: a client that fills in what was left out would remove the picture.
    profile_img: Annotated[NoPicture, Field(default_factory=lambda: None, description="null removes your picture")]


class MarkdownText(BaseModel):
    """A text to be rendered, of a post or a comment."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: PostContent


class NewPost(BaseModel):
    """A post to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Title
    content: PostContent
    form: FormSigns | None = None


class PostChanges(Changes):
    """What to change; what is left out stays."""

    needed: ClassVar[str] = "Send a title, a content, or both."

    title: Title = ""
    content: PostContent = ""


class CommentText(BaseModel):
    """What a comment says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: CommentContent


class NewComment(CommentText):
    """A comment to be."""

    parent_id: Annotated[Id | None, Field(description="The comment of the same post that it answers")] = None
    form: FormSigns | None = None


class NewConversation(BaseModel):
    """With one other person (`direct`), or a room with a name."""

    model_config = ConfigDict(extra="forbid", strict=True)

    kind: Literal["direct", "room"]
    member_ids: Annotated[
        list[Id],
        Field(max_length=100, description="The others; one of a direct conversation, those who are invited to a room"),
    ]
    name: Name | None = None

    @model_validator(mode="after")
    def _fits(self) -> "NewConversation":
        if self.kind == "direct" and (len(self.member_ids) != 1 or self.name is not None):
            raise ValueError("A direct conversation has one other member and no name.")
        if self.kind == "room" and self.name is None:
            raise ValueError("A room has a name.")
        return self


class RoomName(BaseModel):
    """What a room is to be called."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name


class NewMember(BaseModel):
    """Who is invited."""

    model_config = ConfigDict(extra="forbid", strict=True)

    user_id: Id


class ReadMark(BaseModel):
    """How far you have read."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seq: Annotated[int, Field(ge=0, le=2**53, description="`seq` of the last message you have seen")]


class NewMessage(BaseModel):
    """A message to be."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: MessageContent
    client_id: ClientId = None


class MessageText(BaseModel):
    """What a message says."""

    model_config = ConfigDict(extra="forbid", strict=True)

    content: MessageContent


class HandleQuery(BaseModel):
    """Whose handles to complete."""

    model_config = ConfigDict(extra="forbid")

    handle_prefix: Annotated[str, Field(pattern="^[A-Za-z0-9_]{1,30}$", description="What their handles begin with")]
    limit: Annotated[int, Field(ge=1, le=20)] = 8


class LikedQuery(BaseModel):
    """Which posts and comments are asked about."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[Ids, Field(description="Ids of up to 100 posts and comments, with commas between")]


class InboxRead(BaseModel):
    """How far you have read your inbox."""

    model_config = ConfigDict(extra="forbid", strict=True)

    until_ms: Annotated[int, Field(ge=0, le=253_402_300_799_999, description="`at` of the latest notice, epoch ms")]


class MailChanges(Changes):
    """When you want a mail about what; what is left out stays."""

    needed: ClassVar[str] = "Name at least one kind of notice."

    reply: Schedule = "at_once"
    mention: Schedule = "at_once"


class InboxChanges(Changes):
    """Of what you want to be told, and when you want mails; what is left out stays."""

    needed: ClassVar[str] = "Name at least one kind of notice."

    reply: bool = True
    mention: bool = True
    like: bool = True
    follow: bool = True
    invitation: bool = True
    moderation: bool = True
    mail: MailChanges = Field(default_factory=MailChanges.model_construct)
