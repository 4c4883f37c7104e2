"""The documents name what exists, and the code says the words of docs/glossary.md."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WALK = re.compile(r"^## The walk of a (\w+)\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)
HOP = re.compile(r"^\| \d+ \| `(.+?)` \| `(\w+)` \|", re.MULTILINE)
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
WALKS = {name: HOP.findall(text) for name, text in WALK.findall(ARCHITECTURE)}
# What the words of the glossary replaced, and where it may still stand: in names of stored fields and keys, in labels
# of metrics and values of the API, which clients and older versions know.
FORMER: dict[str, tuple[str, ...]] = {
    r"\bSaid\b|\bmessages\.said\b": (),
    r"\b(hand_out|put_off|give_up|tell_story|Hearer|Follower|ask_beside|is_away)\b": (),
    r"\b[Rr]eading.tickets?\b": (),
    r"\bticket": (
        '"ticket', "mqtt-ticket", "_ticket", "tasks.tickets", "tasks/tickets", "import tickets",
        "events, tickets", "tickets.revoke", "ticket: Name", "older word ticket", "`MQTT_AUTH` is `tickets`",
    ),
    r"\bstory\b": ("'story'", '"story', "found.story"),
    r"(?<!math\.)\bfloors?\b": ("cache:floors",),
    r"\bchain\b": ("'chain'", "`chain`", '"chain"', "found.chain", "itertools", "chain.from_iterable"),
    r"\bcard\b": ("'card'", '"card"'),
    r"\bleftovers\b": ('"leftovers"',),
    r"\baway\b": (
        '"away"', "away:", "away=", "(away)", "labels.away", "this needs is away", "files away", "went away",
        "away is made up",
    ),
    r"\b(touched|patience|wake_ups|complaints|strangers|chatting|at hand)\b": (),
    r"\b(OF_THE_API|OF_THE_ROOT|user_view|post_view|comment_view|message_view)\b": (),
    r"\b(places|Place)\b": ('"places"',),
}  # fmt: skip


def defined_in(path: Path) -> set[str]:
    text = path.read_text()
    if path.suffix == ".py":
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)}
    found = re.findall(r"^(?:export )?(?:class|function|const) (\w+)|^  (?:async )?(\w+)\(", text, re.MULTILINE)
    return {name for each in found for name in each if name}


@pytest.mark.parametrize("name", ["comment", "cursor", "message"])
def test_each_hop_of_a_walk_is_a_file_and_a_function_that_exist(name: str) -> None:
    hops = WALKS[name]
    assert len(hops) >= 5
    assert [hop for hop in hops if hop[1] not in defined_in(ROOT / hop[0])] == []


def test_a_comment_is_followed_to_mongodb_in_eight_files() -> None:
    assert len({path for path, _ in WALKS["comment"]}) <= 8


def lines_with(pattern: str) -> list[str]:
    kinds = ("*.py", "*.lua", "*.md", "*.yml", "*.conf", "*.sh")
    outside = (":!docs/glossary.md", ":!CHANGELOG.md", ":!docs/decisions", f":!{Path(__file__).relative_to(ROOT)}")
    asked = ["git", "grep", "-nP", pattern, "--", *kinds, *outside, ":!frontend"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.parametrize("former", FORMER)
def test_no_former_word_stands_outside_the_glossary(former: str) -> None:
    assert [line for line in lines_with(former) if not any(each in line for each in FORMER[former])] == []
