"""How each kind of row is carried out: which verbs of which domain."""

from collections.abc import Mapping, Sequence
from typing import Any

from teacher_growth.achievements.actions.bulk import Found, record_items
from teacher_growth.achievements.rules import Item
from teacher_growth.importing.actions.organising import Organisations
from teacher_growth.importing.actions.staffing import People
from teacher_growth.importing.actions.work import Work, understood
from teacher_growth.importing.comparing.achievements import ITEM
from teacher_growth.importing.comparing.facts import SORTS, FactComparer
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.comparing.training import OF_LINE
from teacher_growth.importing.rules.cells import typed
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.mentoring.actions.bulk import NewPair, PairChange, change_pairs, put_pairs
from teacher_growth.people.actions.bulk import correct_facts, record_facts
from teacher_growth.sheets import Kind, spec
from teacher_growth.training.actions.bulk import Result, confirm_by_platform, enter_results
from teacher_growth.training.rules import Line, Voucher


def applier(kind: Kind, work: Work) -> Any:
    """An object that carries out rows in order, part by part."""
    if kind in SORTS:
        return Facts(kind, work)
    return APPLIERS[kind](work)


class Facts:
    def __init__(self, kind: Kind, work: Work) -> None:
        self.kind, self.work = kind, work
        self.comparer = FactComparer(work.ground, kind)
        self.back = {ours: theirs for theirs, ours in self.comparer.sort.renamed.items()}

    def apply(self, rows: Sequence[Any]) -> None:
        taken = [self._taken(each) for each in rows]
        coming = [each for each in taken if each.values["teacher_id"] is None]
        ids = {each.key: self.work.numbers[each.key] for each in coming}
        for each in coming:
            each.values["teacher_id"] = ids[each.key]
        if coming:
            self.comparer.again(coming, ids)
        self.work.people.update(each.values["teacher_id"] for each in taken)
        fact, actor = self.comparer.sort.fact, self.work.ground.actor
        new = [each for each in taken if each.fate is Verdict.NEW]
        rows = [self.comparer.complete(each.values["fact"]) | {"teacher_id": each.values["teacher_id"]} for each in new]
        self.work.effects += record_facts(fact, _even(rows), actor=actor)
        changed = [each for each in taken if each.fate is Verdict.CHANGED]
        changes = [
            (each.target_id or 0, {name: each.values["fact"][name] for name in each.changes or ()}) for each in changed
        ]
        self.work.effects += correct_facts(fact, changes, actor=actor)

    def finish(self) -> None:
        """Nothing is left over."""

    def _taken(self, row: Any) -> Taken:
        columns = {each.key: each for each in spec(self.kind).columns}
        fact = {
            name: typed(columns[self.back.get(name, name)], value) if self.back.get(name, name) in columns else value
            for name, value in row.values["fact"].items()
        }
        if "organisation_id" in fact:
            fact["organisation_id"] = self.work.place(fact["organisation_id"])
        values = {"fact": fact, "teacher_id": row.values["teacher_id"]}
        return Taken(row.number, values, [], row.verdict, row.key, row.name, row.target_id, row.changes)


def _even(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same keys in all rows: one statement takes them all."""
    names = {name for row in rows for name in row}
    without = {"valid_to": None, "document": None, "note": None}
    return [{name: row.get(name, without.get(name)) for name in names} for row in rows]


class Training:
    kind = Kind.TRAINING

    def __init__(self, work: Work) -> None:
        self.work = work

    def apply(self, rows: Sequence[Any]) -> None:
        actor = self.work.ground.actor
        self.work.people.update(self.work.person(each) for each in rows)
        confirmed = [each.target_id for each in rows if each.values.get("confirm")]
        self.work.effects += confirm_by_platform(confirmed, actor=actor)
        entered = [self._result(each) for each in rows if not each.values.get("confirm")]
        self.work.effects += enter_results(entered, actor=actor)

    def finish(self) -> None:
        """Nothing is left over."""

    def _result(self, row: Any) -> Result:
        columns = {each.key: each for each in spec(Kind.TRAINING).columns}
        line = Line(**{name: typed(columns[name], row.values["line"][name]) for name in OF_LINE})
        return Result(
            teacher_id=self.work.person(row), organisation_id=self.work.place(row.values["school"]), line=line,
            voucher=Voucher(row.values.get("voucher", Voucher.SCHOOL)), is_opening=bool(row.values.get("opening")),
            corrects=row.target_id if row.verdict is Verdict.CHANGED else None,
        )  # fmt: skip


class Achievements:
    def __init__(self, work: Work) -> None:
        self.work = work

    def apply(self, rows: Sequence[Any]) -> None:
        self.work.people.update(self.work.person(each) for each in rows)
        found = []
        for each in rows:
            values = understood(Kind.ACHIEVEMENTS, each.values)
            given = {name: values[name] for name in ITEM if values.get(name) is not None}
            found.append(Found(
                teacher_id=self.work.person(each), organisation_id=self.work.place(values["school"]),
                item=Item(**given),
                corrects=each.target_id if each.verdict is Verdict.CHANGED else None,
            ))  # fmt: skip
        self.work.effects += record_items(found, actor=self.work.ground.actor)

    def finish(self) -> None:
        """Nothing is left over."""


class Pairs:
    def __init__(self, work: Work) -> None:
        self.work = work

    def apply(self, rows: Sequence[Any]) -> None:
        understood_rows = [(each, understood(Kind.PAIRS, each.values)) for each in rows]
        new = [self._new(values) for each, values in understood_rows if each.verdict is Verdict.NEW]
        changes = [
            PairChange(pair_id=each.target_id, values={key: values[key] for key in each.changes})
            for each, values in understood_rows if each.verdict is Verdict.CHANGED
        ]  # fmt: skip
        self.work.people.update(person for _each, values in understood_rows for person in self._two(values))
        self.work.effects += change_pairs(changes, actor=self.work.ground.actor)
        self.work.effects += put_pairs(new, actor=self.work.ground.actor)

    def _two(self, values: Mapping[str, Any]) -> list[int]:
        """Mentor and mentee: on record, or made by this batch."""
        return [values[f"{side}_id"] or self.work.numbers[values[f"{side}_number"]] for side in ("mentor", "mentee")]

    def _new(self, values: Mapping[str, Any]) -> NewPair:
        mentor, mentee = self._two(values)
        names = ("kind", "letter_date", "document", "planned_end")
        own = {name: values[name] for name in names if name in values}
        return NewPair(mentor_id=mentor, mentee_id=mentee, **own)

    def finish(self) -> None:
        """Nothing is left over."""


APPLIERS: dict[Kind, Any] = {
    Kind.ORGANISATIONS: Organisations,
    Kind.PEOPLE: People,
    Kind.ACHIEVEMENTS: Achievements,
    Kind.TRAINING: Training,
    Kind.CREDITS: Training,
    Kind.PAIRS: Pairs,
}
