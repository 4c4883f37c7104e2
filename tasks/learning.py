"""What the gate learns from the decisions of moderators, on the side."""

import structlog

from core.content.gate import learning
from core.platform.settings import settings
from tasks.app import app

_log = structlog.get_logger()


@app.task
def learn() -> int:
    """Learn anew, when the gate does (GATE_LEARN); how many words it has something to say about."""
    if not settings().gate_learn:
        return 0
    words = learning.learn()
    _log.info("gate_learned", words=words)
    return words
