"""A roster beside what is on record: who is new, what is changed, who is missing. Missing never ends anything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import visible
from teacher_growth.database import db
from teacher_growth.importing.comparing.ground import Coming, Ground, Place
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.people.actions.bulk import asked
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.people.rules.periods import first_open, holds_on
from teacher_growth.setwise import chunks, load

PROFILE = ("name", "sex", "birth_date", "stage", "subject")
NEEDED = ("organisation", "since", "employment")
WRITE = Permission.PEOPLE_WRITE
YOUNGEST, OLDEST = 18, 70
YEAR = timedelta(days=365.25)


class PeopleComparer:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seen: set[int] = set()  # people of the file that are on record
        self.places: set[int] = set()
        self.alike: dict[tuple[str, Any], str] = {}

    def compare(self, rows: Sequence[Taken]) -> None:
        sound = [each for each in rows if each.fate is None]
        for each in rows:
            each.key, each.name = each.values.get("staff_number", ""), each.values.get("name", "")
        numbers = {each.key for each in rows if each.key}
        known = {each["staff_number"]: each for each in load(Teacher, Teacher.staff_number, numbers)}
        ids = [each["id"] for each in known.values()]
        self.seen.update(ids)
        question = asked(FactKind.PROFILE, ids, self.ground.actor)
        relations: dict[int, list[Any]] = {}
        for line in load(PersonnelRelation, PersonnelRelation.teacher_id, question.seen,
                         PersonnelRelation.superseded_at.is_(None), PersonnelRelation.voided.is_(False)):  # fmt: skip
            relations.setdefault(line["teacher_id"], []).append(line)
        born = self._born(sound)
        for each in sound:
            self._one(each, known.get(each.key), question.seen, relations, born)

    def _one(
        self, row: Taken, person: Any, seen: Iterable[int], relations: dict[int, list[Any]], born: set[Any]
    ) -> None:
        place = self.ground.place(row)
        before = self.ground.coming.get(row.key)
        if before is not None:
            row.refuse(RowFault.ROW_DOUBLE, "staff_number", row.key, first=before.number)
            return
        is_new = person is None or person["voided"]
        self.ground.coming[row.key] = Coming(
            row.number or 0, row.name, place, None if is_new else person["id"]
        )  # fmt: skip
        if isinstance(place, int):
            self.places.add(place)
        self._doubt(row, born, is_new)
        if row.fate is not None:
            return
        if is_new:
            self._new(row, place)
            self.ground.coming[row.key].refused = row.fate is Verdict.REFUSED
        elif person["id"] not in seen:
            row.refuse(RowFault.PERSON_ELSEWHERE, "staff_number", row.key)
        else:
            row.target_id = person["id"]
            Changes(self.ground, row, person, relations.get(person["id"], []), place).find()

    def _new(self, row: Taken, place: Place | None) -> None:
        for key in NEEDED:
            if (place if key == "organisation" else row.values.get(key)) is None:
                row.refuse(RowFault.NEEDED_FOR_NEW, key)
        if place is not None and not self.ground.holds(WRITE, place):
            row.refuse(RowFault.ORGANISATION_NOT_YOURS, "organisation", self.ground.name_of(place))
        if row.values.get("leaving_reason") or row.values.get("last_day"):
            row.refuse("relation_none", "leaving_reason")
        if row.fate is None:
            row.fate = Verdict.NEW
            row.values["place"] = place

    def _doubt(self, row: Taken, born: set[Any], is_new: bool) -> None:
        """What is taken although it does not look right."""
        birth, since, prior = (row.values.get(key) for key in ("birth_date", "since", "prior_years"))
        age = (since - birth) / YEAR if birth and since else None
        if age is not None and prior and age - prior / 10 < YOUNGEST:
            row.fault(RowFault.EXPERIENCE_IMPLAUSIBLE, "prior_years", f"{prior / 10:g}")
        elif age is not None and not YOUNGEST <= age <= OLDEST:
            row.fault(RowFault.AGE_IMPLAUSIBLE, "birth_date", plain(birth))
        if birth and is_new:
            same = (row.name, birth)
            if same in born or same in self.alike:
                row.fault(RowFault.PERSON_ALIKE, "name", row.name)
            self.alike[same] = row.key

    def _born(self, rows: Sequence[Taken]) -> set[tuple[str, Any]]:
        """Name and birth date of people on record who have one of these names, as far as the actor sees them."""
        found: set[tuple[str, Any]] = set()
        for part in chunks(sorted({each.name for each in rows})):
            statement = visible(Teacher, self.ground.actor, WRITE).where(Teacher.name.in_(part))
            pairs = statement.with_only_columns(Teacher.name, Teacher.birth_date)
            found.update((name, born) for name, born in db.session.execute(pairs) if born)
        return found

    def missing(self) -> Iterator[Taken]:
        """Who belongs to an organisation of the file and is not in it."""
        for part in chunks(sorted(self.places)):
            statement = (
                visible(PersonnelRelation, self.ground.actor, WRITE, joined=(Teacher,))
                .join(Teacher, Teacher.id == PersonnelRelation.teacher_id)
                .with_only_columns(Teacher.id, Teacher.staff_number, Teacher.name, PersonnelRelation.organisation_id)
                .where(
                    PersonnelRelation.organisation_id.in_(part), PersonnelRelation.superseded_at.is_(None),
                    PersonnelRelation.voided.is_(False), PersonnelRelation.valid_from <= self.ground.today,
                    (PersonnelRelation.valid_to.is_(None)) | (PersonnelRelation.valid_to >= self.ground.today),
                )
                .order_by(PersonnelRelation.organisation_id, Teacher.name_key, Teacher.id)
            )  # fmt: skip
            for row in db.session.execute(statement):
                if row.id not in self.seen:
                    values = {"organisation": self.ground.name_of(row.organisation_id)}
                    taken = Taken(None, values, [], Verdict.MISSING, row.staff_number, row.name, row.id)
                    if (leaving := self.ground.leavers.get(str(row.id))) is not None:
                        taken.fate, taken.values["plan"] = Verdict.CHANGED, {"leave": leaving}
                        taken.changes = changes_of(leaving)
                    yield taken


def changes_of(leaving: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What it says of somebody that he leaves so."""
    return {"last_day": [None, leaving["last_day"]], "leaving_reason": [None, leaving["reason"]]}


class Changes:
    """What a row says differently of somebody on record, and by which acts it becomes so."""

    def __init__(self, ground: Ground, row: Taken, person: Any, relations: list[Any], place: Place | None) -> None:
        self.ground, self.row, self.person, self.place, self.relations = ground, row, person, place, relations
        self.relation = first_open(relations, ground.today) if relations else None
        self.last = max(relations, key=lambda each: each["valid_from"], default=None)
        self.changes: dict[str, list[Any]] = {}
        self.plan: dict[str, Any] = {}

    def find(self) -> None:
        self._profile()
        if self.person["keeper_id"] is None:
            self._leaving() if self._says_leaving() else self._relation()
        if self.row.fate is not None:
            return
        if not self.changes:
            self.row.fate = Verdict.SAME
            return
        if self.person["id"] == self.ground.actor.teacher_id:
            self.row.refuse("self_interest", "staff_number", self.row.key)
            return
        self.row.fate, self.row.changes = Verdict.CHANGED, self.changes
        self.row.values["plan"] = self.plan

    def _differs(self, key: str, old: Any) -> bool:
        new = self.row.values.get(key)
        if new is None or plain(new) == plain(old):
            return False
        self.changes[key] = [plain(old), plain(new)]
        return True

    def _profile(self) -> None:
        """Somebody with another name and another birth date is another person, under a number that is taken."""
        for name in PROFILE:
            self._differs(name, self.person[name])
        if "birth_date" in self.changes and "name" in self.changes and self.person["birth_date"]:
            self.row.refuse(RowFault.NAME_DIFFERS, "name", self.row.name, known=self.person["name"])
        if self.changes:
            self.plan["profile"] = {name: plain(self.row.values.get(name, self.person[name])) for name in PROFILE}

    def _relation(self) -> None:
        relation, since = self.relation, self.row.values.get("since")
        if self.place is None and relation is not None:
            self._stays(relation, since)
        elif relation is None:
            self._returns(since)
        elif self.place != relation["organisation_id"]:
            self._moves(relation, since)
        else:
            self._stays(relation, since)

    def _stays(self, relation: Any, since: date | None) -> None:
        """Another first day is a correction; another employment holds from the day given for the import."""
        fix: dict[str, Any] = {}
        stay = unbroken(self.relations, relation)
        if since not in {each["valid_from"] for each in stay} and self._differs("since", stay[0]["valid_from"]):
            if len(stay) > 1:
                self.plan["fix"] = {"relation": stay[0]["id"], "values": {"valid_from": plain(since)}}
            else:
                fix["valid_from"] = plain(since)
        if self._differs("employment", relation["employment"]):
            new = plain(self.row.values["employment"])
            begins = fix.get("valid_from") and since or relation["valid_from"]
            if self.ground.on_day > begins and holds_on(begins, relation["valid_to"], self.ground.on_day):
                self.plan["employ"] = {"from": plain(self.ground.on_day), "employment": new,
                                       "relation": relation["id"], "fix": fix}  # fmt: skip
                return
            fix["employment"] = new
        if fix:
            self.plan["fix"] = {"relation": relation["id"], "values": fix}

    def _returns(self, since: date | None) -> None:
        """Nothing binds him today: a new relation, after the last one."""
        if self.place is None:
            return
        if since is not None and self.last is not None and since == self.last["valid_from"]:
            return  # the file still has him, as he was before he left
        employment = self.row.values.get("employment")
        if not self._may_come(since):
            return
        if employment is None:
            self.row.refuse(RowFault.NEEDED_FOR_NEW, "employment")
        self.changes["organisation"] = [None, self.ground.name_of(self.place)]
        self.plan["return"] = {"place": self.place, "since": plain(since), "employment": plain(employment),
                               "document": self._document()}  # fmt: skip

    def _moves(self, relation: Any, since: date | None) -> None:
        if not self._may_come(since):
            return
        if since is not None and since <= relation["valid_from"]:
            self.row.refuse(RowFault.TRANSFER_DATE, "since", plain(since), known=relation["valid_from"])
        if not self._document():
            self.row.refuse(RowFault.TRANSFER_DOCUMENT, "document")
        employment = self.row.values.get("employment") or relation["employment"]
        old = self.ground.name_of(relation["organisation_id"])
        self.changes["organisation"] = [old, self.ground.name_of(self.place)]
        self.changes["since"] = [plain(relation["valid_from"]), plain(since)]
        self.plan["move"] = {"place": self.place, "since": plain(since), "employment": plain(employment),
                             "document": self._document()}  # fmt: skip

    def _may_come(self, since: date | None) -> bool:
        if since is None:
            self.row.refuse(RowFault.NEEDED_FOR_NEW, "since")
        if not self.ground.holds(WRITE, self.place):
            self.row.refuse(RowFault.ORGANISATION_NOT_YOURS, "organisation", self.ground.name_of(self.place))
        return self.row.fate is None

    def _document(self) -> str | None:
        return self.row.values.get("document") or self.ground.document

    def _says_leaving(self) -> bool:
        return bool(self.row.values.get("leaving_reason") or self.row.values.get("last_day"))

    def _leaving(self) -> None:
        reason, last_day = self.row.values.get("leaving_reason"), self.row.values.get("last_day")
        if reason is None or last_day is None:
            self.row.refuse(RowFault.LEAVING_INCOMPLETE, "last_day" if last_day is None else "leaving_reason")
            return
        gone = self.last
        if gone is not None and gone["valid_to"] == last_day and gone["leaving_reason"] == reason:
            return
        if self.relation is None:
            self.row.refuse("relation_none", "leaving_reason")
        elif not self.ground.holds(WRITE, self.relation["organisation_id"]):
            self.row.refuse("relation_elsewhere", "leaving_reason")
        elif last_day < self.relation["valid_from"]:
            self.row.refuse("period_reversed", "last_day", plain(last_day), valid_from=self.relation["valid_from"],
                            valid_to=last_day)  # fmt: skip
        else:
            leaving = {"last_day": plain(last_day), "reason": plain(reason), "document": self._document()}
            self.changes |= changes_of(leaving)
            self.plan["leave"] = leaving


def unbroken(relations: Sequence[Any], last: Any) -> list[Any]:
    """The relations that make one stay at a school without a break, up to this one, the first one first."""
    stay = [last]
    for each in sorted(relations, key=lambda one: one["valid_from"], reverse=True):
        follows = each["valid_to"] is not None and each["valid_to"] + timedelta(days=1) == stay[0]["valid_from"]
        if follows and each["organisation_id"] == last["organisation_id"]:
            stay.insert(0, each)
    return stay
