"""Achievements beside the achievement files."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from teacher_growth.access.permissions import Permission
from teacher_growth.achievements.actions.bulk import Found, found_fault
from teacher_growth.achievements.models import Achievement
from teacher_growth.achievements.rules import Item, plain_number
from teacher_growth.claims.rules import LIVING, ClaimState
from teacher_growth.importing.comparing.facts import named
from teacher_growth.importing.comparing.ground import Coming, Ground
from teacher_growth.importing.comparing.taking import Taken
from teacher_growth.importing.comparing.training import people_and_coming
from teacher_growth.importing.rules.cells import plain
from teacher_growth.importing.rules.faults import RowFault
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.pinyin import fold
from teacher_growth.setwise import load
from teacher_growth.training.actions.bulk import schools_on


class AchievementComparer:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seen: dict[tuple[Any, ...], int] = {}
        self.used: set[int] = set()

    def compare(self, rows: Sequence[Taken]) -> None:
        for each in rows:
            each.key, each.name = each.values.get("staff_number", ""), each.values.get("name", "")
        sound = [each for each in rows if each.fate is None]
        people = people_and_coming({each.key for each in sound}, self.ground, (Permission.ACHIEVEMENTS_CHECK,))
        ids = {person.teacher_id or 0: {self.ground.today} for person in people.values()}
        schools = schools_on(ids)
        living: dict[int, list[Any]] = {}
        for line in load(Achievement, Achievement.teacher_id, ids, Achievement.state.in_(LIVING),
                         reason="the achievement files of people the actor checks for"):  # fmt: skip
            living.setdefault(line["teacher_id"], []).append(line)
        for each in sound:
            person = named(each, people)
            if person is not None and each.fate is None:
                self._one(each, person, schools, living)

    def _one(self, row: Taken, coming: Coming, schools: Mapping[Any, int], living: Mapping[int, list[Any]]) -> None:
        given = {name: row.values.get(name) for name in ITEM}
        item = Item(**given | {"own_rank": given["own_rank"] or 1, "authors": given["authors"] or 1})
        person = coming.teacher_id or 0
        day = self.ground.today
        school = schools.get((person, day)) if person else coming.school_on(day, day)
        if school is None:
            row.refuse("achievement_no_school", "staff_number", row.key)
            return
        found = Found(teacher_id=person, organisation_id=self.ground.judged_at(school), item=item)
        if fault := found_fault(found, self.ground.actor):
            row.refuse(fault, "own_rank" if fault == "achievement_rank" else "issued_on")
            return
        identity = (row.key, fold(item.title), item.issued_on, item.kind)
        same = [each for each in living.get(person, []) if each["id"] not in self.used and _is_same_item(item, each)]
        differing = [_differs(row, item, each) for each in same]
        if identity in self.seen and all(differing):  # twice in the file is a mistake, unless both are on record
            row.refuse(RowFault.ROW_DOUBLE, "title", item.title, first=self.seen[identity])
            return
        self.seen[identity] = row.number or 0
        row.values |= {"teacher_id": coming.teacher_id, "school": school}
        self._settle(row, item, same)

    def _settle(self, row: Taken, item: Item, same: Sequence[Any]) -> None:
        if not same:
            row.fate = Verdict.NEW
            return
        old = min(same, key=lambda each: len(_differs(row, item, each)))
        self.used.add(old["id"])
        differs = _differs(row, item, old)
        row.target_id, row.changes = old["id"], differs or None
        if differs and old["state"] is not ClaimState.VERIFIED:
            row.refuse(RowFault.CLAIM_WAITS, "title", item.title)
        elif row.fate is None:
            row.fate = Verdict.CHANGED if differs else Verdict.SAME

    def missing(self) -> Iterator[Taken]:
        return iter(())


ITEM = ("kind", "title", "level", "grade", "issuer", "issued_on", "certificate", "own_rank", "authors", "note")


def _differs(row: Taken, item: Item, old: Any) -> dict[str, list[Any]]:
    return {
        name: [plain(old[name]), plain(getattr(item, name))] for name in ITEM
        if name in row.values and plain(old[name]) != plain(getattr(item, name))
    }  # fmt: skip


def _is_same_item(item: Item, old: Any) -> bool:
    number = plain_number(item.certificate)
    if number and old["number"] == number and fold(old["issuer"]) == fold(item.issuer):
        return True
    return fold(old["title"]) == fold(item.title) and old["issued_on"] == item.issued_on and old["kind"] is item.kind
