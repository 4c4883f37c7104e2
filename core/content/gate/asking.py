"""How judges outside are asked: one HTTP request, whose answer has to be short and come in time."""

import time
from collections.abc import Mapping

import requests

from core.platform.settings import settings

ANSWER_MAX = 65_536


def post(url: str, sent: bytes | dict[str, str], headers: Mapping[str, str]) -> bytes:
    """What is answered to these bytes, or to this form, within GATE_HOOK_S. Raises requests.RequestException for no
    answer, another status than 2xx, a redirect, and an answer that is too long or too slow."""
    limit_s = settings().gate_hook_s
    with requests.post(url, data=sent, headers=headers, timeout=limit_s, allow_redirects=False, stream=True) as answer:
        answer.raise_for_status()
        if answer.is_redirect:
            raise requests.RequestException("It leads elsewhere.")
        return _read(answer, time.monotonic() + limit_s)


def _read(answer: requests.Response, until_s: float) -> bytes:
    """All of a short answer. Each read may take as long as the whole, so a slow one takes twice the limit at most."""
    read = b""
    for chunk in answer.iter_content(ANSWER_MAX):
        read += chunk
        if len(read) > ANSWER_MAX or time.monotonic() > until_s:
            raise requests.RequestException("It is too long, or takes too long.")
    return read
