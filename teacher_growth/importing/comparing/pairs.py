"""Mentor pairs beside those on record."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.database import db
from teacher_growth.importing.comparing.facts import named
from teacher_growth.importing.comparing.ground import Ground
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.comparing.training import found_people
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.mentoring.actions.bulk import NewPair, pair_fault
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import ASKED, CAPACITY, RAN

READ = (Permission.MENTORING_APPROVE, Permission.MENTORING_READ, Permission.PEOPLE_READ)


class PairComparer:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.mentees: dict[tuple[int, Any], int] = {}
        self.load: Counter[tuple[int, Any]] = Counter()

    def compare(self, rows: Sequence[Taken]) -> None:
        for each in rows:
            each.key, each.name = each.values.get("mentee_number", ""), each.values.get("mentee_name", "")
        sound = [each for each in rows if each.fate is None]
        numbers = {each.values[key] for each in sound for key in ("mentor_number", "mentee_number")}
        people = found_people(numbers, self.ground, READ)
        for each in sound:
            mentor = named(each, people, ("mentor_number", "mentor_name"))
            mentee = named(each, people, ("mentee_number", "mentee_name"))
            if mentor is not None and mentee is not None and each.fate is None:
                each.name = mentee.name
                self._one(each, mentor.teacher_id or 0, mentee.teacher_id or 0)

    def _one(self, row: Taken, mentor: int, mentee: int) -> None:
        kind, letter = row.values["kind"], row.values["letter_date"]
        first = self.mentees.setdefault((mentee, kind), row.number or 0)
        if first != row.number:
            row.refuse(RowFault.ROW_DOUBLE, "mentee_number", row.key, first=first)
            return
        states = RAN if row.values.get("document") else RAN | ASKED  # being asked for here, nothing signed yet
        statement = select(MentorPair.id).where(
            MentorPair.mentor_id == mentor, MentorPair.mentee_id == mentee, MentorPair.kind == kind,
            MentorPair.letter_date == letter, MentorPair.state.in_(states),
        )  # fmt: skip
        known = db.session.scalar(unrestricted(statement, reason="a pair of people the actor sees"))
        if known is not None:
            row.fate, row.target_id = Verdict.SAME, known
            return
        if not row.values.get("document"):
            row.refuse(RowFault.NEEDED_FOR_NEW, "document")
            return
        new = NewPair(mentor_id=mentor, mentee_id=mentee, kind=kind, letter_date=letter,
                      document=row.values["document"], planned_end=row.values.get("planned_end"))  # fmt: skip
        self.load[mentor, kind] += 1
        if fault := pair_fault(new, self.ground.actor):
            row.refuse(fault, "mentor_number" if fault.startswith("mentor") else "mentee_number",
                       kind=kind, most=CAPACITY, day=letter)  # fmt: skip
        elif self.load[mentor, kind] > CAPACITY:
            row.refuse("mentor_full", "mentor_number", kind=kind, most=CAPACITY)
        else:
            row.fate = Verdict.NEW
            row.values |= {"mentor_id": mentor, "mentee_id": mentee}

    def missing(self) -> Iterator[Taken]:
        return iter(())
