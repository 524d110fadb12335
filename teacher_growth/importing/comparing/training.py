"""Training beside the ledger; what the province's platform vouches for is matched with it, never typed again."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.claims.rules import LIVING, ClaimState
from teacher_growth.database import canonical, db
from teacher_growth.importing.comparing.facts import named
from teacher_growth.importing.comparing.ground import Coming, Ground
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.models import PlatformChoice
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.organisations.rules import school_year_bounds
from teacher_growth.people.models import Teacher
from teacher_growth.pinyin import fold
from teacher_growth.setwise import chunks, load
from teacher_growth.sheets import Kind, spec
from teacher_growth.training.actions.bulk import Result, result_fault, schools_on
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Line, Unit, Voucher

OF_LINE = ("title", "provider", "route", "starts_on", "ends_on", "amount", "unit", "certificate")
ASKED = ("amount", "unit")
"""What makes a line of the platform another one than ours, if the rest is the same."""


def found_people(numbers: set[str], ground: Ground, permissions: Sequence[Permission]) -> dict[str, Coming]:
    """People on record over whom one of these is held."""
    found: dict[str, Coming] = {}
    for permission in permissions:
        for part in chunks(sorted(numbers - set(found))):
            statement = visible(Teacher, ground.actor, permission).where(Teacher.staff_number.in_(part))
            for row in db.session.execute(statement.with_only_columns(Teacher.id, Teacher.staff_number, Teacher.name)):
                found[row.staff_number] = Coming(0, row.name, None, row.id)
    return found


def people_and_coming(numbers: set[str], ground: Ground, permissions: Sequence[Permission]) -> dict[str, Coming]:
    """With those whom this very file brings."""
    found = found_people(numbers, ground, permissions)
    return found | ground.arriving(numbers - set(found), permissions)


class Ledger:
    """What training and credits have in common."""

    kind: Kind

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seen: dict[str, int] = {}
        self.used: set[int] = set()
        self.span: tuple[date, date] | None = None
        self.covered: set[int] = set()

    def compare(self, rows: Sequence[Taken]) -> None:
        for each in rows:
            each.key, each.name = each.values.get("staff_number", ""), each.values.get("name", "")
        sound = [each for each in rows if each.fate is None]
        may = (Permission.TRAINING_ENTER, Permission.TRAINING_VERIFY)
        people = people_and_coming({each.key for each in sound}, self.ground, may)
        told = [(each, person) for each in sound if (person := named(each, people)) is not None and each.fate is None]
        lines = {id(each): self.line(each) for each, _person in told if each.fate is None}
        days: dict[int, set[date]] = {}
        for each, person in told:
            if id(each) in lines:
                days.setdefault(person.teacher_id or 0, set()).add(lines[id(each)].ends_on)
        schools, living, choices = schools_on(days), self._living(days), self._choices(days)
        for each, person in told:
            if id(each) in lines:
                self._one(each, person, lines[id(each)], schools, living, choices)

    def line(self, row: Taken) -> Line:
        raise NotImplementedError

    def _one(
        self, row: Taken, coming: Coming, line: Line, schools: Mapping[Any, int], living: Mapping[int, list[Any]],
        choices: Mapping[tuple[int, str], Any],
    ) -> None:  # fmt: skip
        person = coming.teacher_id or 0
        school = schools.get((person, line.ends_on)) if person else coming.school_on(line.ends_on, self.ground.today)
        voucher = row.values.get("voucher", Voucher.SCHOOL)
        if school is None:
            row.refuse("training_no_school", "staff_number", row.key)
            return
        held_at = self.ground.judged_at(school)
        result = Result(teacher_id=person, organisation_id=held_at, line=line, voucher=voucher)
        if fault := result_fault(result, self.ground.actor):
            row.refuse(fault, "amount" if fault == "training_amount" else "ends_on")
            return
        sign = signature(person or row.key, line)
        if sign in self.seen and not self._is_on_record(line, living.get(person, [])):
            row.refuse(RowFault.ROW_DOUBLE, "title", line.title, first=self.seen[sign])
            return
        self.seen[sign] = row.number or 0
        if person:
            self._cover(person, line)
        row.values |= {"teacher_id": coming.teacher_id, "school": school, "sign": sign,
                       "line": {name: plain(getattr(line, name)) for name in OF_LINE}}  # fmt: skip
        self.settle(row, line, voucher, living.get(person, []), choices.get((person, sign)))

    def settle(self, row: Taken, line: Line, voucher: Voucher, living: Sequence[Any], choice: Any) -> None:
        free = self._free(living)
        same = [each for each in free if is_same(line, each)]
        if not same:
            near = [each for each in free if is_near(line, each)] if voucher is Voucher.PLATFORM else []
            self._near(row, near, choice)
            return
        old = min(same, key=lambda each: len(self.differs(line, each)))
        self.used.add(old["id"])
        differs = self.differs(line, old)
        row.target_id, row.changes = old["id"], differs or None
        if voucher is Voucher.PLATFORM:
            self._of_platform(row, old, differs, choice, doubled=len(same) > 1)
        elif not differs:
            row.fate = Verdict.SAME
        elif old["activity_id"] is not None or old["state"] is not ClaimState.VERIFIED:
            row.refuse(RowFault.CLAIM_WAITS, "title", line.title)
        else:
            row.fate = Verdict.CHANGED

    def _free(self, living: Sequence[Any]) -> list[Any]:
        return [each for each in living if each["id"] not in self.used]

    def _is_on_record(self, line: Line, living: Sequence[Any]) -> bool:
        """Twice in the file is a mistake, unless both are on record."""
        return any(is_same(line, each) and not self.differs(line, each) for each in self._free(living))

    def differs(self, line: Line, old: Any) -> dict[str, list[Any]]:
        found = {name: [plain(old[name]), plain(getattr(line, name))] for name in OF_LINE}
        return {
            name: pair for name, pair in found.items()
            if pair[0] != pair[1] and pair[1] is not None and not (name in ("title", "provider")
                                                                  and fold(pair[0]) == fold(pair[1]))
        }  # fmt: skip

    def _of_platform(self, row: Taken, old: Any, differs: Mapping[str, Any], choice: Any, *, doubled: bool) -> None:
        """Matched: the platform vouches from now on. Another amount, or two of ours, somebody has to look at."""
        if choice == "ours" or (old["voucher"] is Voucher.PLATFORM and not differs):
            row.fate = Verdict.SAME
        elif (any(name in differs for name in ASKED) or doubled) and choice is None:
            self._doubt(row, old)
            row.values["near"] = [old["id"]]
        elif choice == "other":
            row.fate, row.target_id, row.changes = Verdict.NEW, None, None
        elif any(name in differs for name in ASKED):
            row.fate = Verdict.CHANGED
        else:
            row.fate, row.values["confirm"] = Verdict.CHANGED, True
            row.changes = {"voucher": [plain(old["voucher"]), "platform"]}

    def _near(self, row: Taken, near: Sequence[Any], choice: Any) -> None:
        if not near or choice == "other":
            row.fate = Verdict.NEW
            return
        old = near[0]
        row.target_id, row.values["near"] = old["id"], [each["id"] for each in near]
        if choice is None:
            self._doubt(row, old)
            row.changes = {name: [plain(old[name]), row.values["line"][name]] for name in OF_LINE
                           if plain(old[name]) != row.values["line"][name]}  # fmt: skip
            return
        self.used.add(old["id"])
        row.fate = Verdict.SAME if choice == "ours" else Verdict.CHANGED
        row.changes = {"title": [old["title"], row.values["line"]["title"]]} if choice == "same" else None

    def _doubt(self, row: Taken, old: Any) -> None:
        row.fate = Verdict.DOUBTFUL
        row.fault(RowFault.PLATFORM_DOUBTFUL, "title", row.values["line"]["title"], known=old["title"])

    def _cover(self, person: int, line: Line) -> None:
        self.covered.add(person)
        first, last = self.span or (line.starts_on, line.ends_on)
        self.span = (min(first, line.starts_on), max(last, line.ends_on))

    def _living(self, people: Mapping[int, Any]) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = {}
        for each in load(TrainingRecord, TrainingRecord.teacher_id, people, TrainingRecord.state.in_(LIVING),
                         reason="the ledger of people the actor enters for"):  # fmt: skip
            found.setdefault(each["teacher_id"], []).append(each)
        return found

    def _choices(self, people: Mapping[int, Any]) -> dict[tuple[int, str], str]:
        found: dict[tuple[int, str], str] = {}
        for part in chunks(sorted(people)):
            statement = select(PlatformChoice.teacher_id, PlatformChoice.key, PlatformChoice.choice)
            statement = statement.where(PlatformChoice.teacher_id.in_(part))
            reason = "what was decided once about a line of the platform"
            found |= {(row[0], row[1]): row[2] for row in db.session.execute(unrestricted(statement, reason=reason))}
        return found

    def missing(self) -> Iterator[Taken]:
        """Of the file's people and days: lines that the platform vouched for and no longer has."""
        if self.span is None or not any(self.seen):
            return
        for part in chunks(sorted(self.covered)):
            statement = (
                select(TrainingRecord.id, TrainingRecord.title, TrainingRecord.starts_on, Teacher.staff_number,
                       Teacher.name)
                .join(Teacher, Teacher.id == TrainingRecord.teacher_id)
                .where(
                    TrainingRecord.teacher_id.in_(part), TrainingRecord.voucher == Voucher.PLATFORM,
                    TrainingRecord.state.in_(LIVING), TrainingRecord.starts_on >= self.span[0],
                    TrainingRecord.ends_on <= self.span[1],
                )
                .order_by(Teacher.staff_number, TrainingRecord.starts_on, TrainingRecord.id)
            )  # fmt: skip
            for row in db.session.execute(unrestricted(statement, reason="the ledger of people the actor enters for")):
                if row.id not in self.used:
                    values = {"title": row.title, "starts_on": row.starts_on}
                    yield Taken(None, values, [], Verdict.MISSING, row.staff_number, row.name, row.id)


class TrainingComparer(Ledger):
    kind = Kind.TRAINING

    def line(self, row: Taken) -> Line:
        return Line(**{name: row.values.get(name) for name in OF_LINE})


class CreditComparer(Ledger):
    """Opening credits, a sum a year: one line for each year and route."""

    kind = Kind.CREDITS

    def line(self, row: Taken) -> Line:
        start, end = school_year_bounds(row.values["school_year"])
        voucher = row.values["voucher"]
        title = row.values.get("title") or spec(Kind.CREDITS).column("title").default or ""
        return Line(
            title=title, provider=str(voucher), route=row.values["route"], starts_on=start,
            ends_on=min(end, self.ground.today), amount=row.values["amount"],
            unit=row.values.get("unit", Unit.CREDIT),
        )  # fmt: skip

    def settle(self, row: Taken, line: Line, voucher: Voucher, living: Sequence[Any], choice: Any) -> None:
        row.values["opening"] = True
        kept = [each for each in living if each["route"] is line.route and each["unit"] is line.unit]
        super().settle(row, line, Voucher.SCHOOL, kept, choice)

    def missing(self) -> Iterator[Taken]:
        return iter(())


def signature(person: int | str, line: Line) -> str:
    """What a line is known again by: whose, what, when."""
    said = [person, fold(line.certificate or ""), fold(line.title), line.starts_on, line.ends_on, line.route, line.unit]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def is_same(line: Line, old: Any) -> bool:
    """By certificate and provider, else by title and days."""
    if line.certificate and old["certificate"]:
        return fold(line.certificate) == fold(old["certificate"]) and fold(line.provider) == fold(old["provider"])
    same_days = line.starts_on == old["starts_on"] and line.ends_on == old["ends_on"]
    return same_days and fold(line.title) == fold(old["title"])


def is_near(line: Line, old: Any) -> bool:
    """Perhaps the same, written otherwise: same title in overlapping days, or same days and amount."""
    overlap = line.starts_on <= old["ends_on"] and old["starts_on"] <= line.ends_on
    same_days = line.starts_on == old["starts_on"] and line.ends_on == old["ends_on"]
    same_amount = line.amount == old["amount"] and line.unit is old["unit"]
    return (overlap and fold(line.title) == fold(old["title"])) or (same_days and same_amount)
