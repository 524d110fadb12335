"""A roster beside what is on record: who is new, what is changed, who is missing. Missing never ends anything."""

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta
from typing import Any

from teacher_growth.access.scope import visible
from teacher_growth.database import db
from teacher_growth.importing.comparing.ground import Coming, Ground, Place, Stay
from teacher_growth.importing.comparing.known_people import WRITE, Changes, changes_of, is_leaving_whole, says_leaving
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.people.actions.bulk import asked
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.people.rules.periods import first_open
from teacher_growth.setwise import chunks, load
from teacher_growth.sheets import Kind

NEEDED = ("organisation", "since", "employment")
YOUNGEST, OLDEST = 18, 70
YEAR = timedelta(days=365.25)


class PeopleComparer:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seen: set[int] = set()  # people of the file that are on record
        self.gone: set[int] = set()  # who left from here, among the rows compared now
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
        for line in load(PersonnelRelation, PersonnelRelation.teacher_id, ids,
                         PersonnelRelation.superseded_at.is_(None), PersonnelRelation.voided.is_(False)):  # fmt: skip
            relations.setdefault(line["teacher_id"], []).append(line)
        self.gone = {each for each in ids if each not in question.seen and self._left_here(relations.get(each, []))}
        born = self._born(sound)
        for each in sound:
            self._one(each, known.get(each.key), question.seen | self.gone, relations, born)

    def _left_here(self, relations: Sequence[Any]) -> bool:
        """Nobody sees the file of one who left; who kept it until then knows him again."""
        if not relations or first_open(list(relations), self.ground.today) is not None:
            return False
        last = max(relations, key=lambda each: each["valid_from"])
        return self.ground.holds(WRITE, last["organisation_id"])

    def _one(self, row: Taken, person: Any, seen: Set[int], relations: dict[int, list[Any]], born: set[Any]) -> None:
        place = self.ground.place(row)
        before = self.ground.coming.get(row.key)
        if before is not None:
            row.refuse(RowFault.ROW_DOUBLE, "staff_number", row.key, first=before.number)
            return
        is_new = person is None or person["voided"]
        self.ground.coming[row.key] = Coming(
            row.number or 0, row.name, place, None if is_new else person["id"]
        )  # fmt: skip
        if isinstance(place, int) and not says_leaving(row):  # a list of those who left is no roster
            self.places.add(place)
        self._doubt(row, born, is_new)
        if row.fate is not None:
            return
        if is_new:
            self._new(row, place)
            coming = self.ground.coming[row.key]
            coming.refused = row.fate is Verdict.REFUSED
            if row.fate is Verdict.NEW and place is not None:
                coming.stay = Stay(place, row.values["since"], row.values.get("last_day"))
                self.ground.stays[row.key] = [coming.stay]
        elif person["id"] not in seen:
            row.refuse(RowFault.PERSON_ELSEWHERE, "staff_number", row.key)
        else:
            row.target_id = person["id"]
            its, is_gone = relations.get(person["id"], []), person["id"] in self.gone
            Changes(self.ground, row, person, its, place, is_gone=is_gone).find()

    def _new(self, row: Taken, place: Place | None) -> None:
        row.values |= row.assume(Kind.PEOPLE)
        for key in NEEDED:
            if (place if key == "organisation" else row.values.get(key)) is None:
                row.refuse(RowFault.NEEDED_FOR_NEW, key)
        if place is not None and not self.ground.holds(WRITE, place):
            row.refuse(RowFault.ORGANISATION_NOT_YOURS, "organisation", self.ground.name_of(place))
        if says_leaving(row) and row.fate is None:
            self._left(row)
        if row.fate is None:
            row.fate = Verdict.NEW
            row.values["place"] = place

    def _left(self, row: Taken) -> None:
        """Somebody who has left and was never on record: put there with both days, at work no longer."""
        since, last_day = row.values["since"], row.values.get("last_day")
        if not is_leaving_whole(row):
            return
        if last_day < since:
            row.refuse("period_reversed", "last_day", plain(last_day), valid_from=since, valid_to=last_day)
        elif last_day < self.ground.today:
            row.fault(RowFault.COMES_AS_LEFT, "last_day", plain(last_day))

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
