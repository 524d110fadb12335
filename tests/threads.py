"""at_once(): the same thing by many at the same time, each in a context of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from teacher_growth.database import db


def at_once(app: Flask, count: int, act: Callable[[int], Any]) -> list[Any]:
    """What each gave back, or the exception it raised, in order."""
    start = Barrier(count)

    def one(number: int) -> Any:
        with app.app_context():
            start.wait(30)
            try:
                return act(number)
            except Exception as error:
                return error
            finally:
                db.session.remove()

    db.session.rollback()  # what the caller has read so far is an old picture afterwards
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))
