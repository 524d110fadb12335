"""What is laid so far: places, people, and the rows on their way into the database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from teacher_growth.access.roles import Role
from teacher_growth.database import Base
from teacher_growth.ddl import is_fact
from teacher_growth.demo.loading import Writer
from teacher_growth.organisations.rules import OrganisationKind, PlaceClass, SchoolType, school_year
from teacher_growth.people.rules.codes import (
    Education,
    Employment,
    LeavingReason,
    PlaceKind,
    Sex,
    Stage,
    Subject,
    Tier,
    TitleLevel,
)

T = TypeVar("T")
YEARS = 5  # of history
BATCH = 40_000  # rows held back before they are written
LAG = timedelta(days=5)  # from the day a thing holds to the day the office has noted it
OFFICE_HOUR = time(2, 0, tzinfo=UTC)


@dataclass(slots=True)
class Place:
    id: int
    kind: OrganisationKind
    name: str
    parent: "Place | None" = None
    key: str = ""  # the invented word; names the school in the story
    type: SchoolType | None = None
    staff: int = 0
    place_class: PlaceClass = PlaceClass.CORE
    division: str = ""
    opened: date = date(1998, 9, 1)
    people: list["Person"] = field(default_factory=list)  # whose file is there today

    @property
    def path(self) -> str:
        return f"{self.parent.path if self.parent else '/'}{self.id}/"

    @property
    def is_rural(self) -> bool:
        return self.place_class.startswith("2")


@dataclass(slots=True)
class Stay:
    """A stretch of the personnel relation."""

    place: Place
    start: date
    end: date | None = None


@dataclass(slots=True)
class Spell:
    """Work elsewhere for a time, the file staying where it is."""

    kind: PlaceKind
    place: Place
    start: date
    end: date
    share: int = 100


@dataclass(slots=True)
class Person:
    id: int
    staff_number: str
    name: str
    sex: Sex
    birth: date
    stage: Stage
    subject: Subject
    hired: date
    stays: list[Stay]
    employment: Employment = Employment.ESTABLISHED
    education: Education = Education.BACHELOR
    left: date | None = None
    leaving: LeavingReason | None = None
    part: str = ""  # in the story; empty for most
    spells: list[Spell] = field(default_factory=list)
    titles: list[tuple[TitleLevel, date]] = field(default_factory=list)
    tier: Tier | None = None
    posts: set[str] = field(default_factory=set)

    @property
    def school(self) -> Place:
        """Where the file is, or was last."""
        return self.stays[-1].place

    @property
    def level(self) -> TitleLevel | None:
        return self.titles[-1][0] if self.titles else None

    def there(self, day: date) -> bool:
        return self.hired <= day and (self.left is None or day <= self.left)

    def place_on(self, day: date) -> Place:
        """Where most of the work is done that day."""
        for spell in self.spells:
            if spell.share == 100 and spell.start <= day <= spell.end:
                return spell.place
        return next((stay.place for stay in reversed(self.stays) if stay.start <= day), self.stays[0].place)


@dataclass(slots=True)
class Login:
    """One of the accounts a story is played with."""

    role: Role
    account_id: int
    tier: Tier | None = None


class Town:
    """`add` and `fact` take rows; ids are given here, so that the same seed gives the same rows on both databases."""

    def __init__(self, writer: Writer, *, size: str, seed: int, today: date) -> None:
        self.writer, self.size, self.seed, self.today = writer, size, seed, today
        self.year = school_year(today)
        self.opening = date(self.year - YEARS, 9, 1)  # the system's first day
        self.places: list[Place] = []
        self.people: list[Person] = []  # whoever was there within the five years
        self.externals: list[int] = []  # ids of teachers without a posting here
        self.accounts: dict[int, int] = {}  # teacher's id → account's id
        self.logins: list[Login] = []
        self.counts: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._blank: dict[str, dict[str, Any]] = {}
        self._noted: dict[date, datetime] = {}
        self._held = 0

    # --- chance

    def dice(self, name: str) -> Random:
        """A generator of the step's own: another step more or less changes nothing here."""
        return Random(f"{self.seed} {name}")

    def some(self, dice: Random, found: Sequence[T], share: float, *, least: int = 1) -> list[T]:
        """A share of those found, in their order; at least one where there is one."""
        wanted = min(len(found), max(least, round(share * len(found))))
        return [found[each] for each in sorted(dice.sample(range(len(found)), wanted))]

    # --- places and people

    @property
    def city(self) -> Place:
        return self.places[0]

    def of_kind(self, kind: OrganisationKind) -> list[Place]:
        return [each for each in self.places if each.kind is kind]

    @property
    def schools(self) -> list[Place]:
        return self.of_kind(OrganisationKind.SCHOOL)

    def school(self, key: str) -> Place | None:
        return next((each for each in self.places if each.key == key), None)

    @property
    def staff(self) -> list[Person]:
        """Those who are here today."""
        return [each for each in self.people if each.left is None]

    def actor_of(self, part: str) -> Person | None:
        return next((each for each in self.people if each.part == part), None)

    def autumn(self, back: int) -> date:
        """The first day of the school year so many years ago."""
        return date(self.year - back, 9, 1)

    # --- rows

    def id_for(self, model: type[Base]) -> int:
        name = model.__tablename__
        self._ids[name] = found = self._ids.get(name, 0) + 1
        return found

    def add(self, model: type[Base], **values: Any) -> int:
        name = model.__tablename__
        if name not in self._rows:
            self._rows[name], self._blank[name] = [], _blank(model)
        row = self._blank[name] | values
        if row["id"] is None:
            row["id"] = self.id_for(model)
        self._rows[name].append(row)
        self._held += 1
        if self._held >= BATCH:
            self.flush()
        return int(row["id"])

    def noted(self, day: date) -> datetime:
        """When the office put on record what holds from that day: never before the system began nor after yesterday."""
        if day not in self._noted:
            known = max(min(day + LAG, self.today - timedelta(days=1)), self.opening)
            self._noted[day] = datetime.combine(known, OFFICE_HOUR)
        return self._noted[day]

    def fact(self, model: type[Base], start: date, end: date | None = None, **values: Any) -> int:
        """A fact whose end was known from its beginning, or is still open."""
        return self.add(
            model, **{"valid_from": start, "valid_to": end, "recorded_at": self.noted(start), "voided": False} | values
        )

    def period(self, model: type[Base], start: date, end: date | None, *, ending: Any = None, **values: Any) -> int:
        """A fact that stood open until its end came: recorded twice. `ending`: values of the second line."""
        if end is None or end >= self.today or self.noted(end) <= self.noted(start):
            return self.fact(model, start, end, **values | (ending or {} if end is not None else {}))
        return self.corrected(
            model, start, self.noted(end), before=values, after=values | {"valid_to": end} | (ending or {})
        )

    def corrected(
        self, model: type[Base], start: date, moment: datetime, *, before: dict[str, Any], after: dict[str, Any]
    ) -> int:
        """A line and the one that took its place at that moment."""
        first: dict[str, Any] = {**before, "superseded_at": moment}
        old = self.fact(model, start, **first)
        second: dict[str, Any] = {"recorded_at": moment, "supersedes_id": old, **after}
        return self.fact(model, start, **second)

    def flush(self) -> None:
        for table in Base.metadata.sorted_tables:
            rows = self._rows.pop(table.name, None)
            if rows:
                self.writer.write(table, rows)
                self.counts[table.name] = self.counts.get(table.name, 0) + len(rows)
        self._held = 0


def _blank(model: type[Base]) -> dict[str, Any]:
    """Every column, so that all rows of a batch have the same ones."""
    columns = model.__table__.columns
    row = {
        each.key: None if each.default is None or not each.default.is_scalar else each.default.arg for each in columns
    }
    if is_fact(model.__table__):  # type: ignore[arg-type]  # a model of ours has a Table
        row["voided"] = False
    if "version" in row:
        row["version"] = 1
    return row


Step = Callable[[Town, Session], None]
