"""Several processes, each with a copy of one bench: a gate's work is cut among them."""

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.gates import databases

_mine: list[Any] = []


def share(bench: Any, items: Sequence[Any], work: Callable[[Any, Any], Any]) -> list[Any]:
    """work(bench of its own, item) for each item, in order."""
    hands = min(os.cpu_count() or 1, 8, len(items))
    if hands < 2:
        return [work(bench, each) for each in items]
    databases.close()
    context = multiprocessing.get_context("fork")
    chunk = max(1, min(100, len(items) // (hands * 64)))
    with context.Pool(hands, _begin, (bench, items, work)) as pool:
        return list(_told(pool.imap(_one, range(len(items)), chunksize=chunk), len(items)))


def _told(results: Iterable[Any], count: int) -> Iterator[Any]:
    """How far it is, for whoever watches a terminal."""
    for number, result in enumerate(results, 1):
        if sys.stderr.isatty() or os.environ.get("GATES_PROGRESS"):
            print(f"{number}/{count} {result}"[:150], file=sys.stderr)
        yield result


def _begin(bench: Any, items: Sequence[Any], work: Callable[[Any, Any], Any]) -> None:
    home = Path(bench.world.app.config["HOME"])
    own = home.with_name(f"{home.name}-{os.getpid()}")
    shutil.copytree(home, own, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    bench.move_to(own)
    _mine[:] = [bench, items, work]
    multiprocessing.util.Finalize(None, shutil.rmtree, (own, True), exitpriority=1)  # type: ignore[attr-defined]  # not in the stubs


def _one(place: int) -> Any:
    bench, items, work = _mine
    return work(bench, items[place])
