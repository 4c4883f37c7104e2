"""Writes about reports. They have no events: nobody but moderators learns of one."""

from functools import partial

from pymongo.client_session import ClientSession

from core.content.moderation import reports
from core.schemas.moderation import ReportedNoun
from core.writes.journal import Write
from core.writes.ledger import Outcome
from tasks.effects.kinds import effect_of


def _report(noun: ReportedNoun, session: ClientSession, write: Write) -> Outcome:
    reports.report(session, noun, write)
    return Outcome(None)


def _withdraw(noun: ReportedNoun, session: ClientSession, write: Write) -> Outcome:
    reports.withdraw(session, noun, write)
    return Outcome(None)


_NOUNS: tuple[ReportedNoun, ...] = ("post", "comment")
for _noun in _NOUNS:
    effect_of(f"{_noun}.report")(partial(_report, _noun))
    effect_of(f"{_noun}.withdraw_report")(partial(_withdraw, _noun))
