"""Answers from before Flask, beside those by Flask."""

from werkzeug.test import TestResponse

from tests.support.users import SignedIn
from tests.support.waiting import eventually

# Each answer has its own; the server adds a Date to those that have none.
OF_EACH = ("X-Request-Id", "RateLimit", "Date")


def read(reader: SignedIn, path: str, seen: list[bool], **headers: str) -> TestResponse:
    """The answer from before Flask, which comes as soon as Flask has answered the same and a page is kept."""
    answers: list[TestResponse] = []

    def comes() -> bool:
        seen.clear()
        answers.append(reader.get(path, **headers))
        return seen == [True]

    assert eventually(comes)
    return answers[-1]


def headers_of(answer: TestResponse) -> dict[str, str]:
    """The headers, without what is another one each time."""
    return {name: value for name, value in answer.headers.items() if name not in OF_EACH}
