"""Sheets of dated facts beside what is on record: one way for all kinds, each with what its lines are told apart by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from teacher_growth.access.scope import visible
from teacher_growth.database import db
from teacher_growth.facts import known
from teacher_growth.importing.comparing.ground import Coming, Ground, Stay
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.organisations.rules import school_year_bounds
from teacher_growth.people.actions.bulk import Asked, asked
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.codes import Term
from teacher_growth.people.rules.kinds import FactKind, writes
from teacher_growth.pinyin import fold
from teacher_growth.setwise import chunks
from teacher_growth.sheets import Kind, spec

AUTUMN_ENDS, SPRING_BEGINS = (1, 31), (2, 1)
Values = Mapping[str, Any]


def _of_term(values: Values, _ground: Ground) -> dict[str, Any]:
    start, end = school_year_bounds(values["school_year"])
    if values["term"] is Term.AUTUMN:
        end = date(end.year, *AUTUMN_ENDS)
    else:
        start = date(end.year, *SPRING_BEGINS)
    return {"valid_from": start, "valid_to": end}


def _of_year(values: Values, ground: Ground) -> dict[str, Any]:
    """Determined at the end of the year, or by the day of the import, if that is earlier."""
    return {"valid_from": min(date(values["year"], 12, 31), ground.today)}


def _of_place(_values: Values, _ground: Ground) -> dict[str, Any]:
    return {"share": 100, "file_moved": True}


def _nothing(_values: Values, _ground: Ground) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Sort:
    """`keys`: what tells a line apart, the strictest first; a looser one counts where it leaves one line only.

    `lacking`: what a new line says where the file does not.
    """

    fact: FactKind
    keys: tuple[tuple[str, ...], ...]
    lacking: Callable[[Values, Ground], dict[str, Any]] = _nothing
    renamed: Mapping[str, str] = field(default_factory=dict)  # our heading's key → column of the fact
    open_end: RowFault | None = None


SORTS = {
    Kind.POSTINGS: Sort(
        FactKind.PLACE, (("organisation_id", "kind", "valid_from"), ("organisation_id", "kind")), _of_place
    ),
    Kind.POSTS: Sort(FactKind.POST, (("organisation_id", "kind", "detail", "valid_from"),
                                     ("organisation_id", "kind", "valid_from"))),
    Kind.TITLES: Sort(FactKind.TITLE, (("level", "subject", "valid_from"), ("level", "valid_from"), ("level",))),
    Kind.HONOURS: Sort(
        FactKind.HONOUR, (("kind", "level", "name", "valid_from"), ("kind", "level", "name"),
                          ("kind", "level", "valid_from")), renamed={"title": "name"},
    ),
    Kind.DEGREES: Sort(FactKind.DEGREE, (("education", "degree", "institution", "valid_from"),
                                         ("education", "degree", "institution"), ("education", "valid_from"))),
    Kind.TEACHING: Sort(
        FactKind.TEACHING, (("school_year", "term", "organisation_id", "subject", "grade"),), _of_term
    ),
    Kind.CERTIFICATES: Sort(FactKind.CERTIFICATE, (("kind", "number"), ("number",))),
    Kind.ASSESSMENTS: Sort(FactKind.ASSESSMENT, (("year",),), _of_year),
    Kind.LEAVES: Sort(FactKind.LEAVE, (("organisation_id", "kind", "valid_from"), ("kind", "valid_from")),
                      open_end=RowFault.LEAVE_OPEN),
}  # fmt: skip
PERSON = ("staff_number", "name", "organisation", "organisation_code")


class FactComparer:
    def __init__(self, ground: Ground, kind: Kind) -> None:
        self.ground, self.kind, self.sort = ground, kind, SORTS[kind]
        self.model: Any = MODELS[self.sort.fact]
        self.has_place = any(each.key == "organisation" for each in spec(kind).columns)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.used: set[int] = set()

    def compare(self, rows: Sequence[Taken]) -> None:
        for each in rows:
            each.key, each.name = each.values.get("staff_number", ""), each.values.get("name", "")
        sound = [each for each in rows if each.fate is None]
        people = people_of({each.key for each in sound}, self.ground, self.sort.fact)
        ids = [each.teacher_id for each in people.values() if each.teacher_id is not None]
        question, lines = asked(self.sort.fact, ids, self.ground.actor), self._lines(ids)
        for each in sound:
            person = named(each, people)
            if person is not None and each.fate is None:
                self._one(each, person, question, lines.get(person.teacher_id or 0, []))

    def _one(self, row: Taken, person: Coming, question: Asked, lines: list[Any]) -> None:
        values = self._values(row)
        if row.fate is not None:
            return
        fault = question.fault(person.teacher_id, self._checked(values))
        if fault is not None:
            row.refuse(fault, "staff_number", row.key, **_period(fault, values))
            return
        identity = (row.key, *(plain(values.get(name)) for name in self.sort.keys[0]))
        if identity in self.seen and not self._is_on_record(values, lines):
            row.refuse(RowFault.ROW_DOUBLE, "staff_number", row.key, first=self.seen[identity])
            return
        self.seen[identity] = row.number or 0
        if self.sort.open_end and values.get("valid_to") is None:
            row.fault(self.sort.open_end, "valid_to")
        row.values |= {"fact": values, "teacher_id": person.teacher_id}
        self.settle(row, values, lines)
        if row.fate is Verdict.NEW:
            values |= {self.sort.renamed.get(key, key): value for key, value in row.assume(self.kind).items()}
        if self.kind is Kind.POSTINGS and row.fate is Verdict.NEW and values.get("organisation_id") is not None:
            stay = Stay(values["organisation_id"], values["valid_from"], values.get("valid_to"))
            self.ground.stays.setdefault(row.key, []).append(stay)

    def settle(self, row: Taken, values: Values, lines: list[Any]) -> None:
        """New, changed or same, beside the lines on record. Blank cells say nothing."""
        line = self._match(values, lines)
        if line is None:
            row.fate, row.target_id, row.changes = Verdict.NEW, None, None
            return
        self.used.add(line["id"])
        differs = _differs(values, line)
        row.target_id, row.changes = line["id"], differs or None
        row.fate = Verdict.CHANGED if differs else Verdict.SAME

    def _match(self, values: Values, lines: list[Any]) -> Any | None:
        free = self._free(lines)
        for names in self.sort.keys:
            if any(name not in values for name in names if name not in ("detail", "subject")):
                continue
            same = [each for each in free if all(plain(each[name]) == plain(values.get(name)) for name in names)]
            if len(same) == 1 or (same and names is self.sort.keys[0]):
                return min(same, key=lambda each: len(_differs(values, each)))
        return None

    def _free(self, lines: list[Any]) -> list[Any]:
        return [each for each in lines if each["id"] not in self.used]

    def _is_on_record(self, values: Values, lines: list[Any]) -> bool:
        """Twice in the file is a mistake, unless both are on record."""
        return any(not _differs(values, each) for each in self._free(lines))

    def _values(self, row: Taken) -> dict[str, Any]:
        """What the row says of the fact, in the fact's own columns."""
        values = {self.sort.renamed.get(key, key): value for key, value in row.values.items() if key not in PERSON}
        if self.has_place:
            place = self.ground.place(row)
            if place is None and row.fate is None:
                row.refuse(RowFault.NEEDED_FOR_NEW, "organisation")
            if isinstance(place, str):
                row.values["place"] = place  # still to come: known when it is made
            if isinstance(place, str) and not self.ground.holds(writes(self.sort.fact), place):
                row.refuse(RowFault.ORGANISATION_NOT_YOURS, "organisation", place)
            values["organisation_id"] = place
        return values

    def _checked(self, values: Values) -> dict[str, Any]:
        """As the rules see it; what is held above an organisation to come is held there."""
        place = {"organisation_id": self.ground.held_at(values.get("organisation_id"))} if self.has_place else {}
        return self.complete(values) | place

    def complete(self, values: Values) -> dict[str, Any]:
        return self.sort.lacking(values, self.ground) | dict(values)

    def _lines(self, teacher_ids: Sequence[int]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for part in chunks(sorted(set(teacher_ids))):
            statement = visible(self.model, self.ground.actor, writes(self.sort.fact))
            statement = statement.with_only_columns(*self.model.__table__.c).where(
                self.model.teacher_id.in_(part), known(self.model)
            )
            for each in db.session.execute(statement.order_by(self.model.id)).mappings():
                found.setdefault(each["teacher_id"], []).append(each)
        return found

    def missing(self) -> Iterator[Taken]:
        """A sheet of facts is seldom whole: what it does not hold goes on."""
        return iter(())

    def again(self, rows: Sequence[Taken], ids: Mapping[str, int]) -> None:
        """Rows about people who were still to come, now that they are there with what their roster says."""
        lines = self._lines(list(ids.values()))
        for each in rows:
            self.settle(each, each.values["fact"], lines.get(ids[each.key], []))


def _differs(values: Values, line: Any) -> dict[str, list[Any]]:
    """What a row says otherwise: [on record, in the file]. Blank cells say nothing."""
    return {
        name: [plain(line[name]), plain(value)] for name, value in values.items() if plain(line[name]) != plain(value)
    }


def people_of(numbers: set[str], ground: Ground, fact: FactKind) -> dict[str, Coming]:
    """The people these numbers belong to, as far as the actor may write of them: on record, or in this very file."""
    found: dict[str, Coming] = {}
    for part in chunks(sorted(numbers)):
        statement = visible(Teacher, ground.actor, writes(fact)).where(Teacher.staff_number.in_(part))
        columns = statement.with_only_columns(Teacher.id, Teacher.staff_number, Teacher.name)
        for row in db.session.execute(columns):
            found[row.staff_number] = Coming(0, row.name, None, row.id)
    return found | ground.arriving(numbers - set(found), (writes(fact),))


def named(row: Taken, people: Mapping[str, Coming], keys: tuple[str, str] = ("staff_number", "name")) -> Coming | None:
    """Whom the row is about. A name beside the number has to be his."""
    number, name = row.values.get(keys[0], ""), row.values.get(keys[1])
    person = people.get(number)
    if person is None:
        row.refuse(RowFault.PERSON_UNKNOWN_HERE, keys[0], number)
    elif name is not None and fold(name) != fold(person.name):
        row.refuse(RowFault.NAME_DIFFERS, keys[1], name, known=person.name)
    elif keys == ("staff_number", "name"):
        row.name = person.name  # also where the file gives the number alone
    return person


def _period(fault: str, values: Values) -> dict[str, Any]:
    return {name: values.get(name) for name in ("valid_from", "valid_to")} if fault == "period_reversed" else {}
