"""How verbs say no. The edges turn these into pages, JSON or a line on stderr."""

from typing import Any


class Refused(Exception):  # noqa: N818 -- an answer, no error
    """The act is not possible as things stand (409). `code` has words in web/words, `details` fill them."""

    def __init__(self, code: str, /, **details: Any) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details


class SelfInterest(Refused):
    """The row may be seen, but not decided by somebody it concerns (403)."""

    def __init__(self, **details: Any) -> None:
        super().__init__("self_interest", **details)


class NotVisible(Exception):  # noqa: N818 -- an answer, no error
    """There is no such row for this actor (404): the same answer whether it exists or not."""


class UnscopedRead(RuntimeError):  # noqa: N818 -- says what happened
    """SQL on a protected table that did not come from visible(), fetch() or unrestricted(): a bug in our code."""
