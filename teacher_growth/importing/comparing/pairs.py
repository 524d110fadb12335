"""Mentor pairs beside those on record."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.importing.comparing.facts import named
from teacher_growth.importing.comparing.ground import Coming, Ground
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.comparing.training import people_and_coming
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.mentoring import queries
from teacher_growth.mentoring.actions.bulk import NewPair, PairChange, Sides, change_fault, pair_fault
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import ASKED, CAPACITY, OPEN, RAN

READ = (Permission.MENTORING_APPROVE, Permission.MENTORING_READ, Permission.PEOPLE_READ)
ON_RECORD = {"planned_end": "planned_end", "document": "mentor_document"}
"""What a row may say otherwise of a pair on record, and where that stands."""


class PairComparer:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.mentees: dict[tuple[int, Any], int] = {}
        self.load: Counter[tuple[int, Any]] = Counter()
        self.stand_ins: dict[str, int] = {}  # ids that are nobody's, for people who are still to come

    def compare(self, rows: Sequence[Taken]) -> None:
        for each in rows:
            each.key, each.name = each.values.get("mentee_number", ""), each.values.get("mentee_name", "")
        sound = [each for each in rows if each.fate is None]
        numbers = {each.values[key] for each in sound for key in ("mentor_number", "mentee_number")}
        people = people_and_coming(numbers, self.ground, READ)
        for each in sound:
            mentor = named(each, people, ("mentor_number", "mentor_name"))
            mentee = named(each, people, ("mentee_number", "mentee_name"))
            if mentor is not None and mentee is not None and each.fate is None:
                each.name = mentee.name
                each.values |= {"mentor_id": mentor.teacher_id, "mentee_id": mentee.teacher_id}
                self._one(each, self._id(each, "mentor", mentor), self._id(each, "mentee", mentee))

    def _id(self, row: Taken, side: str, person: Coming) -> int:
        if person.teacher_id is not None:
            return person.teacher_id
        return self.stand_ins.setdefault(row.values[f"{side}_number"], -1 - len(self.stand_ins))

    def _one(self, row: Taken, mentor: int, mentee: int) -> None:
        kind = row.values["kind"]
        first = self.mentees.setdefault((mentee, kind), row.number or 0)
        if first != row.number:
            row.refuse(RowFault.ROW_DOUBLE, "mentee_number", row.key, first=first)
        elif (known := self._known(row, mentor, mentee)) is not None:
            self._changed(row, known)
        elif (other := self._running(kind, mentor, mentee)) is not None:
            row.refuse("pair_letter_fixed", "letter_date", plain(row.values["letter_date"]), known=plain(other))
        elif not row.values.get("document"):
            row.refuse(RowFault.NEEDED_FOR_NEW, "document")
        else:
            self._new(row, mentor, mentee)

    def _known(self, row: Taken, mentor: int, mentee: int) -> Any | None:
        """The pair the row is about: of these two, by this letter."""
        states = RAN if row.values.get("document") else RAN | ASKED  # being asked for here, nothing signed yet
        columns = (MentorPair.id, MentorPair.planned_end, MentorPair.mentor_document)
        statement = select(*columns).where(
            MentorPair.mentor_id == mentor, MentorPair.mentee_id == mentee, MentorPair.kind == row.values["kind"],
            MentorPair.letter_date == row.values["letter_date"], MentorPair.state.in_(states),
        )  # fmt: skip
        statement = unrestricted(statement.order_by(MentorPair.id), reason="a pair of people the actor sees")
        return db.session.execute(statement).mappings().first()

    def _running(self, kind: Any, mentor: int, mentee: int) -> date | None:
        """The letter's date of a pair of these two that runs or is asked for."""
        statement = select(MentorPair.letter_date).where(
            MentorPair.mentor_id == mentor, MentorPair.mentee_id == mentee, MentorPair.kind == kind,
            MentorPair.state.in_(OPEN),
        )  # fmt: skip
        return db.session.scalar(unrestricted(statement, reason="a pair of people the actor sees"))

    def _changed(self, row: Taken, known: Any) -> None:
        """Blank cells say nothing."""
        row.target_id = known["id"]
        changes = {
            key: [plain(known[name]), plain(row.values[key])] for key, name in ON_RECORD.items()
            if row.values.get(key) is not None and row.values[key] != known[name]
        }  # fmt: skip
        if not changes:
            row.fate = Verdict.SAME
            return
        change = PairChange(pair_id=known["id"], values={key: row.values[key] for key in changes})
        if fault := change_fault(change, self.ground.actor):
            key = next(iter(changes))
            row.refuse(fault, key, changes[key][1])
        else:
            row.fate, row.changes = Verdict.CHANGED, changes

    def _new(self, row: Taken, mentor: int, mentee: int) -> None:
        kind, letter = row.values["kind"], row.values["letter_date"]
        new = NewPair(mentor_id=mentor, mentee_id=mentee, kind=kind, letter_date=letter,
                      document=row.values["document"], planned_end=row.values.get("planned_end"))  # fmt: skip
        sides = Sides(*(
            self.ground.stays_on(row.values[number], letter, queries.side_schools(person, letter))
            for number, person in (("mentee_number", mentee), ("mentor_number", mentor))
        ))  # fmt: skip
        self.load[mentor, kind] += 1
        if fault := pair_fault(new, self.ground.actor, sides):
            row.refuse(fault, _about(fault), kind=kind, most=CAPACITY, day=letter)
        elif self.load[mentor, kind] + queries.mentees_at_once(mentor, kind, letter, OPEN) > CAPACITY:
            row.refuse("mentor_full", "mentor_number", kind=kind, most=CAPACITY)
        else:
            row.fate = Verdict.NEW

    def missing(self) -> Iterator[Taken]:
        return iter(())


def _about(fault: str) -> str:
    """The column a refusal is about."""
    if fault in ("pair_letter_date", "pair_planned_end"):
        return fault.removeprefix("pair_")
    return "mentor_number" if fault.startswith("mentor") else "mentee_number"
