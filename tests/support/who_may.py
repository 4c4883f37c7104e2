"""Who may call which operation of the API: each is in exactly one of these tables (tests/security/test_who_may.py)."""

from typing import Any

SIGNED_IN = ("owner", "member", "stranger", "unconfirmed", "moderator")
NOBODY = ("signed out", "banned")
DONE = range(200, 400)
# Whoever comes.
OPEN = {
    "get_jwks", "get_openapi", "get_docs", "get_docs_file", "get_problems", "healthz", "readyz", "metrics",
    "get_picture", "register", "login", "logout", "confirm", "ask_for_reset", "reset_password", "show_unsubscribe",
    "unsubscribe", "get_options_to_use", "login_by_passkey",
}  # fmt: skip
# Whoever comes, or with PUBLIC_READS=0 whoever is signed in.
READ = {
    "list_posts", "get_post", "get_post_history", "list_comments", "get_comment", "get_comment_history", "get_context",
    "list_replies", "list_post_likes", "list_comment_likes", "get_user", "get_user_by_handle", "list_user_posts",
    "list_followers", "list_following", "search_for",
}  # fmt: skip
# Whoever is signed in: it is about themselves, or everybody may do it.
OWN = {
    "get_me", "list_sessions", "ask_to_confirm", "change_password", "change_address", "create_mqtt_ticket", "edit_me",
    "set_picture", "list_blocks", "block_user", "unblock_user", "follow_user", "unfollow_user", "list_followed",
    "list_liked", "like_post", "unlike_post", "like_comment", "unlike_comment", "create_post", "create_comment",
    "render_markdown", "complete_handle", "read_home_feed", "list_inbox", "count_unread", "read_inbox",
    "get_inbox_settings", "change_inbox_settings", "get_push", "add_push", "remove_push", "list_conversations",
    "create_conversation", "list_writes", "get_factors", "prove", "prove_by_passkey", "begin_totp", "confirm_totp",
    "end_totp", "renew_recovery_codes", "get_options_to_add", "add_passkey", "remove_passkey",
    "ask_for_export", "get_export", "get_export_data", "get_export_page", "leave", "stay", "list_invitations",
    "list_own_held", "appeal_post", "appeal_comment",
}  # fmt: skip
# These end the session that asks (tests/web/identity).
ENDING = {"refresh", "end_other_sessions"}
REPORTS = ("report_post", "withdraw_post_report", "report_comment", "withdraw_comment_report")
MODERATION = (
    *("list_cases", "count_cases", "decide_post", "decide_comment", "decide_user", "list_audit"),
    *("list_appeals", "count_appeals", "decide_post_removal", "decide_comment_removal"),
    *("lock_post", "unlock_post"),
)
# With what is Ada's: who else may, and what the others are told.
OF_AUTHOR = ({"owner"}, 403)
OF_AUTHOR_OR_MODERATOR = ({"owner", "moderator"}, 403)
OF_OTHERS = (set(SIGNED_IN) - {"owner"}, 403)
OF_MEMBERS = ({"owner", "member"}, 404)
OF_ADA = ({"owner"}, 404)
# Who is in the room has accepted; who is neither in it nor invited does not learn that it is there.
OF_ASKED = ({"owner", "member"}, 404)
OF_MODERATORS = ({"moderator"}, 403)
WITH_WHAT_IS_ADAS: dict[str, tuple[set[str], int]] = {
    "edit_post": OF_AUTHOR,
    "edit_comment": OF_AUTHOR,
    **dict.fromkeys(REPORTS, OF_OTHERS),
    **dict.fromkeys(MODERATION, OF_MODERATORS),
    "delete_post": OF_AUTHOR_OR_MODERATOR,
    "delete_comment": OF_AUTHOR_OR_MODERATOR,
    "get_conversation": OF_MEMBERS,
    "list_messages": OF_MEMBERS,
    "create_message": OF_MEMBERS,
    "mark_read": OF_MEMBERS,
    "get_message": OF_MEMBERS,
    "edit_message": OF_ADA,
    "delete_message": OF_ADA,
    "rename_room": OF_ADA,
    "invite_member": OF_ADA,
    "withdraw_invitation": OF_ADA,
    "accept_invitation": OF_ASKED,
    "decline_invitation": OF_ASKED,
    "remove_member": OF_ADA,
    "get_write": OF_ADA,
    "end_session": OF_ADA,
    "list_held": OF_MODERATORS,
    **dict.fromkeys(("approve_post", "reject_post", "approve_comment", "reject_comment"), OF_MODERATORS),
}
# Who is in the room is told what they may not, at once or when it is carried out; nobody else learns that it is there.
TO_MEMBERS = dict.fromkeys(("edit_message", "delete_message"), 403)
REFUSED_LATER = ("rename_room", "invite_member", "withdraw_invitation", "remove_member")
TO_MEMBERS |= dict.fromkeys(REFUSED_LATER, 202)
RESPONSE = dict.fromkeys(("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"), "e30")
CREDENTIAL = {"id": "e30", "rawId": "e30", "type": "public-key", "response": RESPONSE}
TEXT = {"content": "Some content"}
APPROVAL = {"rev": 1}
BODIES: dict[str, Any] = {
    "create_post": TEXT | {"title": "A title"},
    "edit_post": {"title": "Another"},
    **dict.fromkeys(("create_comment", "edit_comment", "create_message", "edit_message", "render_markdown"), TEXT),
    **dict.fromkeys(("approve_post", "approve_comment"), APPROVAL),
    **dict.fromkeys(("reject_post", "reject_comment"), APPROVAL | {"reason": "No"}),
    "edit_me": {"name": "Another"},
    **{name: {"act": "remove", "reason": "spam"} for name in ("decide_post", "decide_comment")},
    "lock_post": {},
    "decide_user": {"act": "warn", "words": "Once more, and you are out."},
    **{name: {"reason": "spam"} for name in ("report_post", "report_comment")},
    **{name: {"words": "It was a joke."} for name in ("appeal_post", "appeal_comment")},
    **{name: {"act": "restore"} for name in ("decide_post_removal", "decide_comment_removal")},
    "rename_room": {"name": "Another"},
    "mark_read": {"seq": 1},
    "read_inbox": {"until_ms": 1},
    "change_inbox_settings": {"like": False},
    "change_password": {"password": "wrong", "new_password": "another good password"},
    "change_address": {"password": "wrong", "email": "new@example.org"},
    "prove": {"password": "wrong"},
    "leave": {"content": "erase"},
    "confirm_totp": {"code": "123456"},
    "add_passkey": {"name": "My phone", "credential": CREDENTIAL},
    "prove_by_passkey": {"credential": CREDENTIAL},
}
# What a good request is answered all the same: a wrong password, no mail, no push, no second factor, no removal.
ANSWERS = dict.fromkeys(("appeal_post", "appeal_comment"), 404)
ANSWERS |= dict.fromkeys(("decide_post_removal", "decide_comment_removal"), 409)
ANSWERS |= {"ask_to_confirm": 409, "create_mqtt_ticket": 503, "remove_passkey": 404, "stay": 404}
ANSWERS |= dict.fromkeys(("get_export", "get_export_data", "get_export_page"), 404)
ANSWERS |= dict.fromkeys(("change_password", "change_address", "prove", "prove_by_passkey", "add_passkey"), 403)
ANSWERS |= dict.fromkeys(("begin_totp", "confirm_totp", "end_totp", "renew_recovery_codes", "get_options_to_add"), 409)


def expected(name: str, role: str) -> range | tuple[int, ...]:
    """The statuses that this role may be answered by this operation."""
    if name in OPEN:
        return range(200, 500)
    if role in NOBODY:
        # Who comes with a session that has ended is told so, and may come without.
        return DONE if name in READ and role == "signed out" else (401,)
    may, otherwise = WITH_WHAT_IS_ADAS.get(name, (set(SIGNED_IN), 404))
    if role in may:
        return (ANSWERS[name],) if name in ANSWERS else DONE
    return (TO_MEMBERS.get(name, otherwise),) if role == "member" else (otherwise,)


def is_refused(name: str, role: str, is_adas: bool) -> bool:
    """Whether this operation may not succeed for this role: of what is Ada's, or of anything.

    What who is suspended may not write, their kinds of write say (`WriteKind.is_quiet`).
    """
    if name in OPEN:
        return False
    if role in NOBODY:
        return name not in READ or role == "banned"
    rule = WITH_WHAT_IS_ADAS.get(name)
    may = "stranger" if role == "suspended" else role
    return rule is not None and may not in rule[0] and (is_adas or rule is OF_MODERATORS)
