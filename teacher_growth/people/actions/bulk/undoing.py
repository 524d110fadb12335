"""What a batch did to people's files is taken back, as long as nobody built on it."""

from collections.abc import Sequence
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused
from teacher_growth.facts import BOOKKEEPING
from teacher_growth.people.actions.bulk.recording import show_profiles, tell
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile
from teacher_growth.people.queries import MODELS
from teacher_growth.setwise import Effect, load, supersede_facts, update_many, void_facts

BY_TABLE = {model.__tablename__: model for model in MODELS.values()}


def take_back(effects: Sequence[Effect], *, actor: Actor, reason: str) -> None:
    """Facts that were made are voided, those that took a place give it back; files that were opened are there no more.

    The caller has made sure that the effects are his own batch's. Refuses where a line was replaced since.
    """
    people: set[int] = set()
    for table, model in BY_TABLE.items():
        own = [each for each in effects if each.sort == table]
        people |= _take_back(model, own, actor, reason)
    opened = [each.made_id for each in effects if each.sort == Teacher.__tablename__]
    show_profiles(sorted(people - set(opened)))
    update_many(Teacher, [{"id": each, "voided": True} for each in opened])


def _take_back(model: type[Any], effects: Sequence[Effect], actor: Actor, reason: str) -> set[int]:
    """The people whose profile this may have changed."""
    if not effects:
        return set()
    lines = {each["id"]: each for each in load(model, model.id, [each.made_id for each in effects])}
    made_here = {each.made_id for each in effects}
    last = [each for each in effects if lines[each.made_id]["superseded_at"] is None]
    replaced_here = {each.replaced_id for each in effects if each.replaced_id in made_here}
    if {each.made_id for each in effects} - {each.made_id for each in last} - replaced_here:
        raise Refused("import_built_on")
    first = _first_of_chain(effects)
    void_facts(
        model, [lines[each.made_id] for each in last if first[each.made_id] is None], actor.user_id, reason=reason
    )
    origins = [each for each in last if first[each.made_id] is not None]
    before = {each["id"]: each for each in load(model, model.id, [first[each.made_id] for each in origins])}
    restored = []
    for each in origins:
        old = before[first[each.made_id]]
        restored.append((lines[each.made_id], {name: value for name, value in old.items() if name not in BOOKKEEPING}))
    supersede_facts(model, restored, actor.user_id)
    touched = [each["teacher_id"] for each in lines.values()]
    if model is PersonnelRelation:
        tell(model, Event.FACT_SUPERSEDED, touched, actor)
    return set(touched) if model is TeacherProfile else set()


def _first_of_chain(effects: Sequence[Effect]) -> dict[int, int | None]:
    """Made line → the line that stood there before the batch; None when there was none."""
    replaced = {each.made_id: each.replaced_id for each in effects}

    def origin(made: int) -> int | None:
        before = replaced[made]
        while before in replaced:
            before = replaced[before]
        return before

    return {each: origin(each) for each in replaced}
