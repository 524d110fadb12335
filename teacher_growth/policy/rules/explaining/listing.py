"""A list as the document says it: who is on it, everybody's rank, the limits as findings, who was kept off and why."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from teacher_growth.policy.rules.choosing.limits import Limit
from teacher_growth.policy.rules.compiling.listing import ListLimit
from teacher_growth.policy.rules.explaining import words
from teacher_growth.policy.rules.explaining.sources import label_of, reading_of, source
from teacher_growth.policy.rules.judging import Judged
from teacher_growth.policy.rules.list_figures import Listed
from teacher_growth.policy.rules.listing import listed
from teacher_growth.policy.rules.reading.labels import Label

Document = dict[str, Any]
UNIT = "person"


def list_document(judged: Judged) -> Document:
    found = listed(judged)
    assert found is not None  # noqa: S101 -- asked of list policies only
    return _Said(judged, found).document()


@dataclass(frozen=True, slots=True)
class _Side:
    """One bound of one group: how many there are, how many there may be, who they are, who is too many."""

    op: str
    key: str | None
    found: int
    required: int
    people: tuple[int, ...]

    @property
    def gap(self) -> int:
        return max(self.required - self.found if self.op == "at_least" else self.found - self.required, 0)

    @property
    def over(self) -> tuple[int, ...]:
        return self.people[self.required :] if self.op == "at_most" and self.gap else ()


class _Said:
    def __init__(self, judged: Judged, found: Listed) -> None:
        self.judged, self.found, self.run = judged, found, judged.run
        place = {row: each for each, row in enumerate(found.people)}
        beyond = set(found.outside)
        self.counted = np.array([place[row] for row in found.chosen if row not in beyond], dtype=np.int64)
        self.clash = found.choice.clash if found.choice is not None else ()

    def document(self) -> Document:
        found = self.found
        moved = found.choice.moved if found.choice is not None else ()
        return {
            "feasible": found.feasible,
            "chosen": self._names(found.chosen if found.feasible is not None or found.given else ()),
            "ranking": self._ranking(),
            "limits": [*(self._limit(own) for own in found.plan.limits), *self._own()],
            "moved": [
                {
                    "subject": self._name(each.candidate),
                    "limit": each.limit,
                    "replaced_by": None if each.replaced_by is None else self._name(each.replaced_by),
                    "why": self._why(each.limit),
                }
                for each in moved
            ],
            "clash": list(self.clash),
            "outside": self._names(found.outside),
            "reserve": self._names(found.reserve),
            "missing": [
                {"subject": None if row is None else self._name(row), "missing": names} for row, names in found.missing
            ],
            "problems": [words.list_problem(code, values) for code, values in found.problems],
        }

    def _name(self, row: int) -> str:
        return self.run.source.subject(row)

    def _names(self, rows: Any) -> list[str]:
        return [self._name(row) for row in rows]

    def _why(self, code: str) -> dict[str, str]:
        label = next((own.label for own in self.found.plan.limits if own.code == code), words.OWN_LIMITS["places"])
        return label_of(label)

    def _ranking(self) -> list[Document]:
        ranking = self.found.ranking
        return [
            {
                "subject": self._name(int(row)),
                "rank": rank,
                "keys": [words.shown(column.at(int(row)), node.type, self.run) for node, column in ranking.keys],
            }
            for row, rank in zip(ranking.rows, ranking.ranks, strict=True)
        ]

    # limits

    def _limit(self, own: ListLimit) -> Document:
        """For the list as it is; where there is none, which limits stand in the way."""
        unsure = self.found.feasible is None and not self.found.given
        if own.code not in self.found.limits or unsure:
            return self._finding(own.code, own.label, "cannot_tell", own)
        limit = self.found.limits[own.code]
        if limit is None:
            return self._finding(own.code, own.label, "not_applicable", own)
        if self.clash:
            result = "not_met" if own.code in self.clash else "not_applicable"
            return self._finding(own.code, own.label, result, own)
        sides = self._sides(limit)
        if not own.per and len(sides) == 1:
            return self._side(own, sides[0], own.code, own.label)
        parts = []
        for side in sides:
            if not own.per or side.found or side.gap:
                code = f"{own.code}.{side.key}" if side.key is not None else f"{own.code}.{side.op}"
                label = Label(side.key, side.key) if side.key is not None else own.label
                parts.append(self._side(own, side, code, label))
        return self._whole(own, sides, parts)

    def _sides(self, limit: Limit) -> list[_Side]:
        """Of each group the bound it breaks, else the one it has; of a limit without groups both."""
        low, high = limit.bounds(len(self.counted))
        found = []
        for place, group in enumerate(limit.groups):
            inside = self.counted[limit.of[self.counted] == place]
            people = tuple(self.found.people[each] for each in inside)
            both = [_Side("at_least", group.key, len(people), int(low[place]), people)] if group.least else []
            if group.most:
                both.append(_Side("at_most", group.key, len(people), int(high[place]), people))
            if group.key is None:
                found += both
            elif both:
                found.append(next((each for each in both if each.gap), both[-1]))
        return found

    def _side(self, own: ListLimit, side: _Side, code: str, label: Label) -> Document:
        result = "not_met" if side.gap else "met"
        return self._finding(
            code, label, result, own, op=side.op, found=side.found, required=side.required,
            shortfall=side.gap or None, subjects=self._names(side.people), over=self._names(side.over),
        )  # fmt: skip

    def _whole(self, own: ListLimit, sides: list[_Side], parts: list[Document]) -> Document:
        """Of all groups together: the worst of them, and how many are over or short in all."""
        broken = [each for each in sides if each.gap]
        worst = max(broken or sides, key=_tightness, default=None)
        shortfall = sum(each.gap for each in broken)
        people = dict.fromkeys(row for each in broken for row in each.people)
        if not own.per:
            people = dict.fromkeys(row for each in sides for row in each.people)
        one = worst is not None and (bool(own.per) or bool(broken))
        return self._finding(
            own.code, own.label, "not_met" if broken else "met", own, op=worst.op if worst and one else None,
            found=worst.found if worst else None, required=worst.required if worst and one else None,
            shortfall=shortfall or None, subjects=self._names(people),
            over=self._names(dict.fromkeys(row for each in broken for row in each.over)), parts=parts,
        )  # fmt: skip

    def _own(self) -> list[Document]:
        """What every list must keep: its length and, where it was given, that all may be on it."""
        found = self.found
        if found.places is None or (found.feasible is None and not found.given):
            return []
        people = tuple(found.people[each] for each in self.counted)
        places = _Side("at_most", None, len(people), found.places, people)
        own = ListLimit("places", words.OWN_LIMITS["places"], source=found.plan.source)
        documents = [self._side(own, places, "places", own.label)]
        if found.given:
            own = ListLimit("among", words.OWN_LIMITS["among"], source=found.plan.source)
            strangers = tuple(found.strangers)
            documents.append(self._side(own, _Side("at_most", None, len(strangers), 0, strangers), "among", own.label))
            if {row for row, _names in found.missing} & set(strangers):
                documents[-1]["result"] = "cannot_tell"
                documents[-1]["missing"] = sorted({name for _row, names in found.missing for name in names})
        return documents

    def _finding(self, code: str, label: Label, result: str, own: ListLimit, **more: Any) -> Document:
        return {
            "code": code, "label": label_of(label), "result": result, "op": more.get("op"), "found": more.get("found"),
            "required": more.get("required"), "unit": UNIT, "shortfall": more.get("shortfall"), "due": None,
            "nearest": None, "missing": [], "counted": [], "not_counted": [], "reading": reading_of(own.reading),
            "source": source(own.source, self.judged.policy.source), "parts": more.get("parts", []),
            "subjects": more.get("subjects", []), "over": more.get("over", []),
        }  # fmt: skip


def _tightness(side: _Side) -> tuple[int, int]:
    return side.gap, side.found - side.required if side.op == "at_most" else side.required - side.found
