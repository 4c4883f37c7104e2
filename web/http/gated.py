"""The gate over HTTP: what it finds about a text travels with the write, and is part of no idempotency key."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import request

from core.content.gate import akismet, gathering, judging
from core.schemas.forms import FormSigns
from core.writes.context import Context
from web.http.guard import caller_id

Look = Callable[[], Context]
NO_FORM = FormSigns()


def gated(text: str, form: FormSigns | None = None, look: Look = Context) -> Look:
    """`look` of a write of the caller that says this: with what the gate has found about it. It is not asked about a
    request that was accepted before."""
    return partial(_look, text, form or NO_FORM, look)


def _look(text: str, form: FormSigns, look: Look) -> Context:
    context = look()
    facts = gathering.facts_of(caller_id(), text, trap=form.website, filled_ms=form.filled_ms)
    origin = akismet.origin(request.remote_addr or "", request.user_agent.string) if akismet.is_on() else None
    return replace(context, more=context.more | judging.judged(caller_id(), facts, origin))
