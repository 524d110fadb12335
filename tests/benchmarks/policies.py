"""Fifty rules over 50,000 teachers and two million training lines, beside the same by hand in numpy.

`python -m tests.benchmarks.policies` prints both, their ratio (limit: 2, policy-core section 3) and whether both say
the same of everybody; then how long the findings of 200 of them take.
"""

import time
from typing import Any

import numpy as np
import yaml

from teacher_growth.policy.rules.calendars import calendars_of
from teacher_growth.policy.rules.columns import Column, exactly
from teacher_growth.policy.rules.explaining.verdict import verdict
from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.frames import Frame
from teacher_growth.policy.rules.judging import Judged, judge
from teacher_growth.policy.rules.periods import years_from
from tests.benchmarks.timing import compare

PEOPLE, LINES, SHOWN = 50_000, 2_000_000, 200
AS_OF, OLDEST = 737_800, 736_000  # days
MOST = 2.0
ROUTES = ("a", "b", "c", "d")

random = np.random.default_rng(1)
OWNER = np.sort(random.integers(0, PEOPLE, LINES))
TENTHS = random.integers(10, 400, LINES)
ROUTE = random.integers(0, len(ROUTES), LINES)
DAY = random.integers(OLDEST, AS_OF, LINES)
DAY = DAY[np.lexsort([DAY, OWNER])]
TITLE = random.integers(0, 6, PEOPLE)
AGE = random.integers(22, 60, PEOPLE)


class Teachers:
    """The facts as columns, as the system's own sources give them."""

    size = PEOPLE

    def __init__(self) -> None:
        self.words: list[str] = []
        self.subjects_frame = Frame(PEOPLE, self.fact)
        lines = {
            "credits": exactly(TENTHS, 10), "route": exactly(ROUTE), "date": exactly(DAY), "*begins": exactly(DAY),
            "*ends": exactly(DAY),
        }  # fmt: skip
        self.lines = Frame(LINES, lines.__getitem__, OWNER, name=str)

    def as_of(self) -> Column:
        return exactly(np.array([AS_OF]))

    def fact(self, name: str) -> Column:
        return {"as_of": self.as_of(), "age": exactly(AGE), "title": exactly(TITLE)}[name]

    def records(self, _path: tuple[str, ...]) -> Frame:
        return self.lines

    def subject(self, row: int) -> str:
        return str(row)

    def text(self, _value: str) -> int:
        raise AssertionError("no texts here")


def rules() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for n in range(12):
        found[f"young_{n}"] = {"need": {"age": {"at_most": 40 + n}}}
        found[f"total_{n}"] = {"need": {"total": {"at_least": 100 + 20 * n}}}
        titled = {"need": {"title": {"at_least": f"t{n % 6}"}}}
        found[f"either_{n}"] = {"any": {f"titled_{n}": titled, f"much_{n}": {"need": {"total": {"at_least": 300 + n}}}}}
    for n in range(14):
        keep = {"route": ROUTES[n % 4], "date": {"in": {"days": 365 + 30 * n, "until": "as_of"}}}
        value = {"from": "training", "steps": [{"keep": keep}, {"worth": "credits"}], "give": "sum"}
        found[f"route_{n}"] = {"need": {"value": value, "at_least": 10 + n}}
    return found


def policy() -> str:
    capped = [
        {"worth": "credits"},
        {"cap": 40, "only": {"route": "a"}, "per": "school_year"},
        {"cap": 120, "per": ["school_year", "route"]},
    ]
    fields = {"date": "date", "credits": {"type": "number", "unit": "credit", "at_least": 0}, "route": "code routes"}
    words = {
        "codes": {"routes": list(ROUTES)}, "scales": {"titles": [f"t{n}" for n in range(6)]},
        "facts": {"age": "number", "title": "code titles"}, "records": {"training": {"fields": fields}},
    }  # fmt: skip
    return yaml.safe_dump({
        "policy": "benchmark", "version": "1", "words": words,
        "periods": {"school_year": {"every": "year", "starts": "09-01"}},
        "values": {"counted": {"from": "training", "steps": capped}, "total": {"from": "counted", "give": "sum"}},
        "rules": rules(),
    }, sort_keys=False)  # fmt: skip


def by_hand() -> Any:
    """Who meets all fifty."""
    met = np.ones(PEOPLE, dtype=bool)
    year = years_from(9, 1).number(DAY)
    year, years = year - year.min(), int(year.max() - year.min()) + 1
    cells = np.bincount((OWNER * years + year) * 4 + ROUTE, weights=TENTHS, minlength=PEOPLE * years * 4)
    sums = cells.reshape(PEOPLE, years, 4)
    sums[:, :, 0] = np.minimum(sums[:, :, 0], 400)
    total = np.minimum(sums, 1200).sum((1, 2))
    for n in range(12):
        met &= 40 + n >= AGE
        met &= total >= (100 + 20 * n) * 10
        met &= (n % 6 <= TITLE) | (total >= (300 + n) * 10)
    for n in range(14):
        kept = (n % 4 == ROUTE) & (AS_OF - 365 - 30 * n < DAY)
        met &= np.bincount(OWNER[kept], weights=TENTHS[kept], minlength=PEOPLE) >= (10 + n) * 10
    return met


def main() -> None:
    compiled = read_policy(policy(), "benchmark.yaml").policy
    source: Any = Teachers()

    def judged() -> Judged:
        return judge(compiled, source, calendars_of())

    same = bool((judged().holds().sure == by_hand()).all())
    took = compare(lambda: judged().outcomes(), by_hand, clock=time.process_time)
    print(f"judged {took.job:.3f} s, by hand {took.limit:.3f} s, ratio {took.ratio:.2f} (≤ {MOST}), the same: {same}")
    everybody = judged()
    places, codes = everybody.outcomes()
    start = time.perf_counter()
    for row in range(SHOWN):
        verdict(everybody, row, codes[int(places[row])])
    print(f"findings of {SHOWN}: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
