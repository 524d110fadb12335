"""What a batch is compared with, loaded once: organisations, the people of the file itself, who acts and from when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.database import db
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.models import SourceKey
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.pinyin import fold

MOST_LEVELS = 20
Place = int | str
"""An organisation: its id, or the key of one that this very file brings."""


@dataclass(frozen=True)
class Known:
    """An organisation on record."""

    id: int
    kind: OrganisationKind
    code: str | None
    name: str
    parent_id: int | None
    closed_on: date | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Stay:
    """At work somewhere from a day on, as this file says it."""

    place: Place
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass
class Coming:
    """Somebody whom this file brings, for the sheets that speak of him."""

    number: int
    name: str
    place: Place | None
    teacher_id: int | None = None
    refused: bool = False
    stay: Stay | None = None

    def school_on(self, day: date, today: date) -> Place | None:
        """As `schools_on` has it of people on record: where he is at work that day, else where he is today."""
        stay = self.stay
        return stay.place if stay and (stay.holds(day) or stay.holds(today)) else None


@dataclass
class Ground:
    actor: Actor
    on_day: date
    today: date
    document: str | None = None
    source: str | None = None  # whose identifiers the file has
    root_name: str | None = None
    leavers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # whose end was decided although missing
    organisations: dict[int, Known] = field(default_factory=dict)
    by_code: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    by_source: dict[str, int] = field(default_factory=dict)
    coming_places: dict[str, Place | None] = field(default_factory=dict)  # key → its parent
    coming_names: dict[str, list[str]] = field(default_factory=dict)
    coming: dict[str, Coming] = field(default_factory=dict)
    stays: dict[str, list[Stay]] = field(default_factory=dict)  # staff number → where this file puts him
    ends: dict[str, date] = field(default_factory=dict)  # staff number → last day of what is on record of him

    def load(self) -> "Ground":
        columns = ("id", "kind", "code", "name", "parent_id", "closed_on", "division", "school_type", "runner",
                   "opened_on")  # fmt: skip
        statement = select(*(getattr(Organisation, name) for name in columns)).order_by(Organisation.id)
        for row in db.session.execute(statement).mappings():
            own = ("id", "kind", "code", "name", "parent_id", "closed_on")
            known = Known(**{name: row[name] for name in own}, values=dict(row))
            self.organisations[known.id] = known
            if known.code:
                self.by_code[known.code] = known.id
            if known.closed_on is None:
                self.by_name.setdefault(fold(known.name), []).append(known.id)
        if self.source:
            keys = select(SourceKey.key, SourceKey.organisation_id).where(SourceKey.source == self.source)
            self.by_source = dict(db.session.execute(keys).all())
        return self

    @property
    def root(self) -> int | None:
        cities = (each.id for each in self.organisations.values() if each.kind is OrganisationKind.CITY)
        return min(cities, default=None)

    def place(self, taken: Taken, keys: tuple[str, str] = ("organisation", "organisation_code")) -> Place | None:
        """The organisation a row names, by code or name; what cannot be told is said of the row."""
        name, code = (taken.values.get(key) for key in keys)
        if name is None and code is None:
            return None
        by_code = self._coded(code) if code else None
        if code and by_code is None:
            taken.refuse(RowFault.ORGANISATION_UNKNOWN, keys[1], code)
            return None
        found = self._named(taken, name, keys[0]) if name and by_code is None else [by_code or ""]
        if name and by_code is not None and not self._agree(by_code, name):
            taken.refuse(RowFault.ORGANISATION_CONTRADICTS, keys[0], name)
        return found[0] if found else None

    def _coded(self, text: str) -> Place | None:
        if text in self.by_source:
            return self.by_source[text]
        if text in self.coming_places:
            return text
        return self.by_code.get(text)

    def _named(self, taken: Taken, name: str, key: str) -> list[Place]:
        coded = self._coded(name)
        if coded is not None:
            return [coded]
        found: list[Place] = [*self.by_name.get(fold(name), ()), *self.coming_names.get(fold(name), ())]
        if not found:
            taken.refuse(RowFault.ORGANISATION_UNKNOWN, key, name)
        if len(found) > 1:
            within = [each for each in found if isinstance(each, int) and self._reaches(each)]
            if len(within) != 1:
                taken.refuse(RowFault.ORGANISATION_AMBIGUOUS, key, name, count=len(found))
            return within
        return found

    def _reaches(self, organisation_id: int) -> bool:
        """Of several of one name, a county's clerk means the one of his county."""
        return not self.actor.is_system and any(
            grant.organisation_ids is not None and organisation_id in grant.organisation_ids
            for grant in self.actor.grants
        )

    def _agree(self, place: Place, name: str) -> bool:
        if isinstance(place, str):
            return place in self.coming_names.get(fold(name), (place,))
        return fold(self.organisations[place].name) == fold(name) or self._coded(name) == place

    def held_at(self, place: Place | None) -> int | None:
        """Where it is decided who may act there: for an organisation still to come, the one above it."""
        seen = 0
        while isinstance(place, str) and seen < MOST_LEVELS:
            place, seen = self.coming_places.get(place), seen + 1
        return place if isinstance(place, int) else None

    def judged_at(self, place: Place | None) -> int:
        """The same for verbs that want a number: where nothing lies above yet only the system got so far."""
        return self.held_at(place) or 1

    def holds(self, permission: Any, place: Place | None) -> bool:
        """At an organisation still to come what holds above it holds too."""
        above = self.held_at(place)
        return self.actor.is_system if above is None else self.actor.holds_at(permission, above)

    def arriving(self, numbers: set[str], permissions: Sequence[Any]) -> dict[str, Coming]:
        """Of these the people whom this file brings, where one of the permissions is held."""
        found = {number: self.coming[number] for number in numbers if number in self.coming}
        return {
            number: each for number, each in found.items()
            if each.teacher_id is None and not each.refused and any(self.holds(one, each.place) for one in permissions)
        }  # fmt: skip

    def stays_on(self, number: str, day: date, on_record: Sequence[int]) -> list[int]:
        """Where somebody is at work that day once this file is carried out, as verbs want it."""
        brought = [self.judged_at(each.place) for each in self.stays.get(number, ()) if each.holds(day)]
        kept = on_record if day <= self.ends.get(number, date.max) else ()
        return list(dict.fromkeys([*brought, *kept]))

    def name_of(self, place: Place | None) -> str:
        if isinstance(place, int):
            return self.organisations[place].name
        return place or ""


def reaching(actor: Actor, parents: Mapping[int, int]) -> Actor:
    """The same actor, whose grants reach the organisations made a moment ago: child → parent, parents first."""
    grants = []
    for grant in actor.grants:
        ids = grant.organisation_ids
        if ids is not None:
            for child, parent in parents.items():
                ids = ids | {child} if parent in ids else ids
        grants.append(replace(grant, organisation_ids=ids))
    return replace(actor, grants=tuple(grants))
