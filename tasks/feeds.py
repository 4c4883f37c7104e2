"""Cache fills, and editions of rankings."""

import structlog

from core.platform.metrics import FILLS
from core.reads import fills, indexes, rankings
from tasks.app import app

TRIES = 3
_log = structlog.get_logger()


@app.task
def fill_feed(name: str) -> bool:
    """Fill the index of this name from MongoDB. False when it was refused each time; the next reader asks again."""
    try:
        wanted = indexes.named(name)
    except LookupError:
        # A message of a newer version, or garbage.
        _log.warning("feed_unknown", feed=name)
        return False
    for _ in range(TRIES):
        if (fill := fills.begin_fill(wanted)) is None:
            return True
        docs = fills.read_fill(fill)
        if fills.commit_fill(fill, docs) and fills.warm(fill, docs):
            FILLS.labels("committed").inc()
            _log.info("feed_filled", feed=name, items=len(docs))
            return True
        FILLS.labels("conflict").inc()
    FILLS.labels("given_up").inc()
    _log.warning("feed_fill_refused", feed=name)
    return False


@app.task
def make_edition(name: str) -> bool:
    """Make a new edition of the ranking of this name. Twice is as good as once."""
    try:
        wanted = rankings.named(name)
    except LookupError:
        _log.warning("ranking_unknown", ranking=name)
        return False
    _log.info("edition_made", ranking=name, items=rankings.make_edition(wanted))
    return True
