"""Who may write what, asked once for many people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.checks import value_fault
from teacher_growth.people.rules.codes import PostKind
from teacher_growth.people.rules.kinds import FactKind, writes
from teacher_growth.setwise import chunks

NOT_VISIBLE, SELF = "not_visible", "self_interest"
ARRIVING = (FactKind.RELATION, FactKind.PLACE)


@dataclass(frozen=True)
class Asked:
    """What one actor may write of one kind, for the people asked about."""

    kind: FactKind
    actor: Actor
    seen: frozenset[int]  # people over whom the permission is held
    there: frozenset[int]  # people there are

    def fault(self, teacher_id: int | None, values: Mapping[str, Any]) -> str | None:
        """Why these values cannot be put into this file, as a code. `teacher_id` None: a file about to be opened."""
        if teacher_id is not None and teacher_id == self.actor.teacher_id:
            return SELF
        place = values.get("organisation_id")
        if not self._may(teacher_id, place):
            return NOT_VISIBLE
        principal = self.kind is FactKind.POST and values.get("kind") is PostKind.PRINCIPAL
        if principal and not self.actor.holds_above(writes(self.kind), place or 0):
            return "principal_post"
        if values.get("valid_to") and values["valid_to"] < values["valid_from"]:
            return "period_reversed"
        return value_fault(self.kind, values)

    def _may(self, teacher_id: int | None, place: int | None) -> bool:
        holds = place is None or self.actor.holds_at(writes(self.kind), place)
        if teacher_id is None:
            return holds
        if self.kind in ARRIVING and place is not None and holds:
            return teacher_id in self.there
        return teacher_id in self.seen and holds


def asked(kind: FactKind, teacher_ids: Iterable[int | None], actor: Actor) -> Asked:
    """Who of these people the actor may write this kind of fact of, asked once for all."""
    wanted = sorted({each for each in teacher_ids if each is not None})
    seen: set[int] = set()
    there: set[int] = set()
    for part in chunks(wanted):
        statement = visible(Teacher, actor, writes(kind)).with_only_columns(Teacher.id).where(Teacher.id.in_(part))
        seen.update(db.session.scalars(statement))
        if kind in ARRIVING:
            known = select(Teacher.id).where(Teacher.id.in_(part))
            reason = "a school takes in somebody it does not see yet"
            there.update(db.session.scalars(unrestricted(known, reason=reason)))
    return Asked(kind, actor, frozenset(seen), frozenset(there))


def refuse(fault: str | None, values: Mapping[str, Any]) -> None:
    """As the verbs say it that act on one."""
    if fault is None:
        return
    if fault == SELF:
        raise SelfInterest()
    if fault == NOT_VISIBLE:
        raise NotVisible("Teacher", None)
    period = {name: values[name] for name in ("valid_from", "valid_to") if name in values}
    raise Refused(fault, **(period if fault == "period_reversed" else {}))


def refuse_any(question: Asked, rows: Sequence[tuple[int | None, Mapping[str, Any]]]) -> None:
    """Refuses all for the first row that cannot be."""
    for teacher_id, values in rows:
        refuse(question.fault(teacher_id, values), values)
