"""What each kind of write does. The nouns beside this file say it, a batch asks for it here."""

from collections.abc import Callable
from itertools import groupby

from pymongo.client_session import ClientSession

from core.content.gate import judging
from core.identity import suspensions
from core.platform.problems import Problem
from core.writes.journal import Write
from core.writes.ledger import Effect, Outcome, Result

KINDS: dict[str, Effect] = {}
EffectOfOne = Callable[[ClientSession, Write], Outcome]
Preparation = Callable[[Write], Write]
PREPARATIONS: dict[str, tuple[Preparation, Callable[[], bool]]] = {}


def effect_of_many(*kinds: str) -> Callable[[Effect], Effect]:
    """Make `effect(session, writes)` what writes of these kinds do: what came of each, in their order.

    It changes nothing for a write whose result is a Problem. What it raises ends the transaction: MissingError, when
    what one of them is about is not there (yet).
    """

    def register(effect: Effect) -> Effect:
        KINDS.update(dict.fromkeys(kinds, effect))
        return effect

    return register


def effect_of(kind: str) -> Callable[[EffectOfOne], EffectOfOne]:
    """Make `effect(session, write)` what a write of this kind does. It raises a Problem before it changes anything."""

    def register(effect: EffectOfOne) -> EffectOfOne:
        KINDS[kind] = lambda session, writes: [_result(effect, session, write) for write in writes]
        return effect

    return register


def _result(effect: EffectOfOne, session: ClientSession, write: Write) -> Result:
    try:
        return effect(session, write)
    except Problem as problem:
        return problem


def always() -> bool:
    """The usual `when` of `prepared_by`."""
    return True


def prepared_by(*kinds: str, when: Callable[[], bool] = always) -> Callable[[Preparation], Preparation]:
    """Make `preparation(write)` what is done before the transaction of a write of these kinds: what takes long, and may
    be done twice. It returns the write as the effect gets it, or raises a Problem, with which the write is refused.
    `when` says whether the settings ask for it: such a write is in no batch."""

    def register(preparation: Preparation) -> Preparation:
        PREPARATIONS.update(dict.fromkeys(kinds, (preparation, when)))
        return preparation

    return register


def has_preparation(write: Write) -> bool:
    """Whether there is something to do before the transaction of this write."""
    return write.kind in PREPARATIONS and PREPARATIONS[write.kind][1]()


def prepare(write: Write) -> Write:
    """The write as its effect gets it. Raises Problem."""
    return PREPARATIONS[write.kind][0](write) if has_preparation(write) else write


def carry_out(session: ClientSession, writes: list[Write]) -> list[Result]:
    """Do what these writes say, in their order, those in a row that have the same effect together; what came of each.

    Who is banned or suspended is refused what they asked for, and what somebody writes who is muted is held: both are
    looked up for each attempt at the transaction, and outside of it, since persons lie on other shards. Raises
    MissingError.
    """
    about = suspensions.barred(write for write in writes if not write.kind.is_consequence)
    results: dict[str, Result] = {**about.refused}
    rest = (judging.of_muted(write) if write.actor_id in about.muted else write for write in writes)
    for effect, group in groupby((each for each in rest if each.id not in results), lambda write: KINDS[write.kind]):
        row = list(group)
        results |= zip((write.id for write in row), effect(session, row), strict=True)
    return [results[write.id] for write in writes]
