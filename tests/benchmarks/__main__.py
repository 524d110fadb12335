"""python -m tests.benchmarks [--size town|county|city|all] [--database …] [--only WORDS] [--home DIR] [--server URL]

Every figure is a ratio: the job beside its limit, timed in turn in one process, medians. Nothing is written into the
repository. No test: machines differ, and a busy one says nothing.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.grounds import DATABASES, ground
from tests.benchmarks.jobs import jobs
from tests.benchmarks.timing import ROUNDS, clock_for, compare

SIZES = ("town", "county", "city")
LINE = "{:11} {:7} {:28} {:>9} {:>9} {:>7}  {:>7} {:4} {}"


def main() -> None:
    asked = _arguments()
    print(LINE.format("database", "size", "job", "ms", "limit ms", "ratio", "target", "", "limit"))
    with TemporaryDirectory(prefix="teacher-growth-bench-") as folder:
        for size in SIZES if asked.size == "all" else (asked.size,):
            for database in DATABASES if asked.database == "all" else (asked.database,):
                _measure(size, database, Path(asked.home or folder), asked)


def _measure(size: str, database: str, home: Path, asked: argparse.Namespace) -> None:
    with ground(size, database, home, asked.server) as app:
        for job in jobs(app):
            if asked.only in job.name:
                took = compare(job.work, job.limit, clock=clock_for(database), rounds=asked.rounds)
                figures = (f"{took.job * 1000:.2f}", f"{took.limit * 1000:.2f}", f"{took.ratio:.1f}", f"≤ {job.most}")
                mark = "" if took.ratio <= job.most else "over"
                print(LINE.format(database, size, job.name, *figures, mark, job.limit_name), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--size", choices=[*SIZES, "all"], default="town")
    parser.add_argument("--database", choices=[*DATABASES, "all"], default="all")
    parser.add_argument("--only", default="", metavar="WORDS", help="jobs whose name holds this")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--home", metavar="DIR", help="keeps the demos here and takes them again")
    parser.add_argument("--server", metavar="URL", help="keeps the demos on this PostgreSQL: its superuser's address")
    return parser.parse_args()


if __name__ == "__main__":
    main()
