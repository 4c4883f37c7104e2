"""What no honest client sends, each with what it ends with."""

from tests.support.clients.frames import Sent
from tests.support.site import Site

KIB = 1024
PLACEHOLDER = '["join",{"_placeholder":true,"num":0}]'
ATTACHMENT = b"x" * 30 * KIB
# Each with the reason for which the connection ends.
ATTACKS: dict[str, tuple[list[Sent], str]] = {
    "a binary frame": ([b"x"], "malformed"),
    "a binary frame in Base64": (["bAAAA"], "malformed"),
    "an unfinished binary event": ([f"45999999-/live,1{PLACEHOLDER}", *[ATTACHMENT] * 40], "malformed"),
    "an unfinished binary ack": ([f"46999999-/live,1{PLACEHOLDER}", *[ATTACHMENT] * 40], "malformed"),
    "attachments of an event": (['429-/live,["join",{}]'], "malformed"),
    "pongs": (["3"] * 300, "too_fast"),
    "a long pong": (["3" + "x" * 1000], "malformed"),
    "an ack that nobody asked for": (["43/live,7[]"], "malformed"),
    "an upgrade": (["5"], "malformed"),
    "a refusal": (['44/live,{"message":"x"}'], "malformed"),
    "a disconnect from elsewhere": (["41/elsewhere,"], "malformed"),
    "an event to elsewhere": (['42/elsewhere,["join",{}]'], "malformed"),
    "an event that is none": (['42/live,{"a":1}'], "malformed"),
    "an empty event": (["42/live,[]"], "malformed"),
    "an event without end": (["42/live,"], "malformed"),
    "deep JSON": (["42/live," + "[" * 30_000], "malformed"),
    "deep JSON that is whole": (["42/live," + "[" * 900 + "]" * 900], "malformed"),
    "deep JSON in the engine": (["4" + "[" * 30_000], "malformed"),
    "a huge id": (["42/live," + "9" * 30_000 + '["join",{}]'], "malformed"),
    "a huge number": (['42/live,1["join",' + "9" * 30_000 + "]"], "malformed"),
    "a huge namespace": (["40/" + "x" * 5_000], "malformed"),
    "an empty packet": ([""], "malformed"),
    "half a packet": (["4"], "malformed"),
    "no packet": (["x"], "malformed"),
}
UNKNOWN: dict[str, tuple[list[Sent], str]] = {
    "many namespaces": ([f"40/n{n}," for n in range(15)], "not_signed_in"),
    "the namespace that others have": (["40", *["40"] * 15], "not_signed_in"),
    "the same again": (['40/live,{"csrf":"x"}'] * 15, "not_signed_in"),
    "much": (['40/live,{"csrf":"' + "x" * 9 * KIB + '"}'], "not_signed_in"),
}
KNOWN: dict[str, tuple[list[Sent], str]] = {
    "coming and going": (["41/chat,", '40/chat,{"csrf":"x"}'] * 9, "too_fast"),
    "many namespaces": ([f"40/n{n}," for n in range(15)], "too_fast"),
}


def ended(site: Site, reason: str) -> int:
    """How many connections the log says were ended for this reason; it says it in one line each, and no error."""
    printed = site.processes.printed()
    assert "Traceback" not in printed and '"level":"error"' not in printed and '"level": "error"' not in printed, (
        printed
    )
    return printed.count(f'"reason":"{reason}"')
