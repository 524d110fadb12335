"""People of a batch: files opened, and everything a roster says differently."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from teacher_growth.importing.actions.work import Work, understood
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.people.actions.bulk import (
    Leaver,
    Mover,
    NewPerson,
    correct_facts,
    create_people,
    leave_people,
    record_facts,
    transfer_people,
)
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.setwise import Effect, load
from teacher_growth.sheets import Kind
from teacher_growth.training.actions import recount


class People:
    def __init__(self, work: Work) -> None:
        self.work = work

    def apply(self, rows: Sequence[Any]) -> None:
        new = [self._new(each) for each in rows if each.verdict is Verdict.NEW]
        ids, effects = create_people(new, actor=self.work.ground.actor)
        self.work.effects += effects
        self.work.numbers |= {each.staff_number: made for each, made in zip(new, ids, strict=True)}
        self.work.people.update(ids)
        changed = [(each.target_id, each.values["plan"]) for each in rows if each.verdict is Verdict.CHANGED]
        self.work.people.update(person for person, _plan in changed)
        for act in (self._return, self._profiles, self._fix, self._employ, self._move, self._leave):
            act(changed)

    def finish(self) -> None:
        """Nothing is left over."""

    def _new(self, row: Any) -> NewPerson:
        values = understood(Kind.PEOPLE, row.values)
        names = ("staff_number", "name", "sex", "birth_date", "stage", "subject", "since", "employment", "document",
                 "last_day", "leaving_reason")  # fmt: skip
        return NewPerson(
            organisation_id=self.work.place(values["place"]), **{name: values[name] for name in names if name in values}
        )  # fmt: skip

    def _profiles(self, changed: Sequence[Any]) -> None:
        rows = [
            {"teacher_id": person, "valid_from": self.work.ground.on_day, "document": self.work.ground.document}
            | understood(Kind.PEOPLE, plan["profile"])
            for person, plan in changed if "profile" in plan
        ]  # fmt: skip
        self._did(record_facts(FactKind.PROFILE, rows, actor=self.work.ground.actor))
        recount(each["teacher_id"] for each in rows)

    def _fix(self, changed: Sequence[Any]) -> None:
        fixes = [plan["fix"] for _person, plan in changed if "fix" in plan]
        self._did(correct_facts(
            FactKind.RELATION, [(each["relation"], _relation(each["values"])) for each in fixes],
            actor=self.work.ground.actor,
        ))  # fmt: skip

    def _employ(self, changed: Sequence[Any]) -> None:
        """The relation of one sort of employment ends the day before that of the other begins."""
        plans = [(person, plan["employ"]) for person, plan in changed if "employ" in plan]
        actor = self.work.ground.actor
        begins = {each["relation"]: date.fromisoformat(each["from"]) for _person, each in plans}
        lines = {each["id"]: each for each in load(PersonnelRelation, PersonnelRelation.id, begins)}
        ended = [
            (each["relation"], {"valid_to": begins[each["relation"]] - timedelta(days=1)} | _relation(each["fix"]))
            for _person, each in plans
        ]  # fmt: skip
        self._did(correct_facts(FactKind.RELATION, ended, actor=actor))
        rows = [
            {"teacher_id": person, "organisation_id": lines[each["relation"]]["organisation_id"],
             "valid_from": begins[each["relation"]], "valid_to": lines[each["relation"]]["valid_to"],
             "employment": Employment(each["employment"]), "document": self.work.ground.document}
            for person, each in plans
        ]  # fmt: skip
        self._did(record_facts(FactKind.RELATION, rows, actor=actor))

    def _move(self, changed: Sequence[Any]) -> None:
        movers = [
            Mover(teacher_id=person, organisation_id=self.work.place(plan["move"]["place"]),
                  since=date.fromisoformat(plan["move"]["since"]), document=plan["move"]["document"],
                  employment=Employment(plan["move"]["employment"]))
            for person, plan in changed if "move" in plan
        ]  # fmt: skip
        self._did(transfer_people(movers, actor=self.work.ground.actor))

    def _return(self, changed: Sequence[Any]) -> None:
        rows = [
            {"teacher_id": person, "organisation_id": self.work.place(plan["return"]["place"]),
             "valid_from": date.fromisoformat(plan["return"]["since"]), "document": plan["return"]["document"],
             "employment": Employment(plan["return"]["employment"])}
            for person, plan in changed if "return" in plan
        ]  # fmt: skip
        self._did(record_facts(FactKind.RELATION, rows, actor=self.work.ground.actor))
        places = [{name: value for name, value in row.items() if name != "employment"} for row in rows]
        places = [row | {"kind": PlaceKind.REGULAR} for row in places]
        self._did(record_facts(FactKind.PLACE, places, actor=self.work.ground.actor))

    def _leave(self, changed: Sequence[Any]) -> None:
        leavers = [
            Leaver(teacher_id=person, last_day=date.fromisoformat(plan["leave"]["last_day"]),
                   reason=LeavingReason(plan["leave"]["reason"]), document=plan["leave"]["document"])
            for person, plan in changed if "leave" in plan
        ]  # fmt: skip
        self._did(leave_people(leavers, actor=self.work.ground.actor))

    def _did(self, effects: Sequence[Effect]) -> None:
        self.work.effects += effects


def _relation(values: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "valid_from" in values:
        found["valid_from"] = date.fromisoformat(values["valid_from"])
    if "employment" in values:
        found["employment"] = Employment(values["employment"])
    return found
