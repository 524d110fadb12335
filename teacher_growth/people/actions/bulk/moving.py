"""Who leaves and who is taken over from another school, many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.facts import known
from teacher_growth.people.actions.bulk.asking import asked
from teacher_growth.people.actions.bulk.recording import record_facts, relations_of, tell
from teacher_growth.people.models import PersonnelRelation, Post, WorkPlace
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.people.rules.periods import first_open
from teacher_growth.setwise import Effect, load, supersede_facts


@dataclass(frozen=True, kw_only=True)
class Leaver:
    teacher_id: int
    last_day: date
    reason: LeavingReason
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mover:
    teacher_id: int
    organisation_id: int
    since: date
    employment: Employment
    document: str


def leave_people(people: Sequence[Leaver], *, actor: Actor) -> list[Effect]:
    """退休, 辞职 …: the personnel relations end, and with them places and posts."""
    relations = _open_relations([each.teacher_id for each in people])
    question = asked(FactKind.POST, [each.teacher_id for each in people], actor)
    for each in people:
        relation = relations.get(each.teacher_id)
        if each.teacher_id not in question.seen:
            raise NotVisible("Teacher", each.teacher_id)
        if each.teacher_id == actor.teacher_id:
            raise SelfInterest()
        if relation is None:
            raise Refused("relation_none")
        if not actor.holds_at(Permission.PEOPLE_WRITE, relation["organisation_id"]):
            raise Refused("relation_elsewhere")
    return _leave(people, relations, actor)


def transfer_people(people: Sequence[Mover], *, actor: Actor) -> list[Effect]:
    """Ends the relations there and begins new ones here, by the receiving side or a bureau over it."""
    relations = _open_relations([each.teacher_id for each in people])
    for each in people:
        if each.teacher_id == actor.teacher_id:
            raise SelfInterest()
        if not actor.holds_at(Permission.PEOPLE_WRITE, each.organisation_id):
            raise NotVisible("Organisation", each.organisation_id)
        relation = relations.get(each.teacher_id)
        if relation is not None and relation["organisation_id"] == each.organisation_id:
            raise Refused("transfer_here_already")
    leaving = [
        Leaver(teacher_id=each.teacher_id, last_day=each.since - timedelta(days=1),
               reason=LeavingReason.TRANSFERRED, document=each.document)
        for each in people if each.teacher_id in relations
    ]  # fmt: skip
    effects = _leave(leaving, relations, actor)
    here = [
        {"teacher_id": each.teacher_id, "organisation_id": each.organisation_id, "valid_from": each.since,
         "document": each.document}
        for each in people
    ]  # fmt: skip
    effects += record_facts(FactKind.PLACE, [each | {"kind": PlaceKind.TRANSFER} for each in here], actor=actor)
    employed = [line | {"employment": each.employment} for line, each in zip(here, people, strict=True)]
    return effects + record_facts(FactKind.RELATION, employed, actor=actor)


def _open_relations(teacher_ids: Sequence[int]) -> dict[int, Any]:
    """Of each the one that has not ended by today, locked with the person."""
    found = {person: first_open(lines, today()) for person, lines in relations_of(teacher_ids, lock=True).items()}
    return {person: line for person, line in found.items() if line is not None}


def _leave(people: Sequence[Leaver], relations: Mapping[int, Any], actor: Actor) -> list[Effect]:
    by_person = {each.teacher_id: each for each in people}
    effects: list[Effect] = []
    for model in (WorkPlace, Post):
        lines = load(model, model.teacher_id, by_person, known(model), reason="who leaves a school leaves his places")
        ended = [
            (line, {"valid_to": by_person[line["teacher_id"]].last_day})
            for line in lines
            if _ends(line, by_person[line["teacher_id"]], relations)
        ]
        effects += supersede_facts(model, ended, actor.user_id)
    ended = []
    for each in people:
        new: dict[str, Any] = {"valid_to": each.last_day, "leaving_reason": each.reason}
        ended.append((relations[each.teacher_id], new | ({"document": each.document} if each.document else {})))
    effects += supersede_facts(PersonnelRelation, ended, actor.user_id)
    tell(PersonnelRelation, Event.FACT_SUPERSEDED, list(by_person), actor)
    return effects


def _ends(line: Any, leaver: Leaver, relations: Mapping[int, Any]) -> bool:
    """Who is transferred leaves the places and posts of that school; who leaves for good leaves all."""
    here = line["organisation_id"] == relations[leaver.teacher_id]["organisation_id"]
    goes_beyond = line["valid_to"] is None or line["valid_to"] > leaver.last_day
    return (
        (here or leaver.reason is not LeavingReason.TRANSFERRED) and goes_beyond
        and line["valid_from"] <= leaver.last_day
    )  # fmt: skip
