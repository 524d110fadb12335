"""Verifying and returning, one by one and in batch; correcting and withdrawing one's own.

Nobody decides his own claim, the school not its principal's.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch, unrestricted
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims import queries
from teacher_growth.claims.models import Claim
from teacher_growth.claims.queries import C
from teacher_growth.claims.rules import LIVING, MOST_AT_ONCE, ClaimState, can_become
from teacher_growth.clock import now, today
from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people.queries import principals_of
from teacher_growth.setwise import Effect, load, update_many

Principals = Iterable[tuple[int, int]]  # (teacher, school)


@dataclass
class Batch:
    """What was done, and what was left out with the reason."""

    done: list[int] = field(default_factory=list)
    refused: list[tuple[int, Refused]] = field(default_factory=list)

    @property
    def left_out(self) -> dict[str, list[int]]:
        """By the code of the reason."""
        found: dict[str, list[int]] = {}
        for claim_id, refusal in self.refused:
            found.setdefault(refusal.code, []).append(claim_id)
        return found


@dataclass(frozen=True)
class Desk(Generic[C]):
    """Where the claims of one table are verified. `vouch` notes who answers for one now; what it tells is audited."""

    model: type[C]
    permission: Permission
    verified: Event
    returned: Event
    vouch: Callable[[C, Actor], dict[str, Any]] = lambda _row, _actor: {}

    def verify(self, claim_id: int, *, actor: Actor, version: int) -> C:
        row = self._one(claim_id, actor, version)
        self._verify(row, actor)
        return row

    def send_back(self, claim_id: int, *, actor: Actor, version: int, reason: str) -> C:
        """Back to the teacher with a reason; a verified one so returned no longer counts."""
        row = self._one(claim_id, actor, version)
        self._send_back(row, actor, reason)
        return row

    def verify_many(self, claim_ids: Sequence[int], *, actor: Actor) -> Batch:
        """Each with its own check and its own entry in the trail; doubtful ones are left for a look at each."""

        def verify(row: C) -> None:
            if row.doubts:
                raise Refused("claim_doubted")
            self._verify(row, actor)

        return self._each(claim_ids, actor, verify)

    def send_back_many(self, claim_ids: Sequence[int], *, actor: Actor, reason: str) -> Batch:
        """Only what still waits: what counts is taken back one by one, by somebody who has looked at it."""

        def send_back(row: C) -> None:
            if row.state is not ClaimState.SUBMITTED:
                raise Refused("claim_state", now=row.state)
            self._send_back(row, actor, reason)

        return self._each(claim_ids, actor, send_back)

    def fault(self, row: C, then: ClaimState, *, actor: Actor, principals: Principals | None = None) -> str | None:
        """The code with which the verbs would refuse this actor's decision as things stand; None when it is his."""
        try:
            if principals is None:
                principals = principals_of([row.organisation_id], today())
            self._check_may_decide(row, actor, principals)
            _check_state(row, then)
        except NotVisible:
            return "not_visible"
        except Refused as refusal:
            return refusal.code
        return None

    def is_from_above(self, row: C, actor: Actor) -> bool:
        """The right to verify comes from an organisation above the school, not from the school itself."""
        return actor.holds_above(self.permission, row.organisation_id)

    def _one(self, claim_id: int, actor: Actor, version: int) -> C:
        row = fetch(self.model, claim_id, actor, self.permission)
        self._check_may_decide(row, actor, principals_of([row.organisation_id], today()))
        if row.version != version:
            raise Refused("stale")
        return row

    def _each(self, claim_ids: Sequence[int], actor: Actor, act: Callable[[C], None]) -> Batch:
        batch, model, wanted = Batch(), self.model, list(dict.fromkeys(claim_ids))
        if len(wanted) > MOST_AT_ONCE:
            raise Refused("claim_too_many", most=MOST_AT_ONCE)
        real = [each for each in wanted if 0 < each <= LARGEST_ID]  # the database would choke on the others
        statement = queries.answered_for(model, actor, self.permission).where(model.id.in_(real)).order_by(model.id)
        locked = statement.with_for_update(of=model).execution_options(populate_existing=True)
        found = db.session.scalars(locked).all()
        principals = principals_of({each.organisation_id for each in found}, today())
        for row in found:
            try:
                self._check_may_decide(row, actor, principals)
                act(row)
            except Refused as refusal:
                batch.refused.append((row.id, refusal))
            else:
                batch.done.append(row.id)
        return batch

    def _check_may_decide(self, row: C, actor: Actor, principals: Principals) -> None:
        if actor.teacher_id is not None and row.teacher_id == actor.teacher_id:
            raise SelfInterest()
        if not actor.holds_at(self.permission, row.organisation_id):
            raise NotVisible(self.model.__name__, row.id)
        if (row.teacher_id, row.organisation_id) in principals and not self.is_from_above(row, actor):
            raise Refused("needs_county")

    def _verify(self, row: C, actor: Actor) -> None:
        _check_state(row, ClaimState.VERIFIED)
        told = self.vouch(row, actor)
        _decide(row, ClaimState.VERIFIED, actor)
        record(self.verified, row, actor=actor, doubts=row.doubts, replaces=_replace(row), **told)

    def _send_back(self, row: C, actor: Actor, reason: str) -> None:
        _check_state(row, ClaimState.RETURNED)
        before, row.return_reason = row.state, reason
        _decide(row, ClaimState.RETURNED, actor)
        record(self.returned, row, actor=actor, before=before, reason=reason)


def _check_state(row: Claim, then: ClaimState) -> None:
    if not can_become(row.state, then):
        raise Refused("claim_state", now=row.state)
    if then is ClaimState.RETURNED and queries.correction_of(row) is not None:
        raise Refused("claim_correction_open")


def _decide(row: Claim, state: ClaimState, actor: Actor) -> None:
    row.state, row.decided_at = state, now()
    row.decided_by_id, row.decided_by_teacher_id = actor.user_id, actor.teacher_id


def _replace(row: Claim) -> list[int]:
    """What a verified correction takes the place of stops counting in the same moment."""
    if row.corrects_id is None:
        return []
    model: queries.Model = type(row)
    replaced = [each.id for each in queries.chain(row) if each.state in LIVING]
    statement = select(model).where(model.id.in_(replaced)).with_for_update()
    for each in db.session.scalars(unrestricted(statement, reason="what a correction takes the place of")):
        each.state, each.closed_at = ClaimState.SUPERSEDED, now()
    return replaced


def begin_correction(old: Claim, version: int) -> list[int]:
    """One's own, returned or verified, makes room for a correction; a verified one counts until that one does.

    Returns what the correction takes the place of, nearest first.
    """
    if old.version != version:
        raise Refused("stale")
    if not can_become(old.state, ClaimState.SUPERSEDED):
        raise Refused("claim_state", now=old.state)
    if queries.correction_of(old) is not None:
        raise Refused("claim_correction_open")
    replaced = [old.id, *(each.id for each in queries.chain(old))]
    if old.state is ClaimState.RETURNED:
        old.state, old.closed_at = ClaimState.SUPERSEDED, now()
    return replaced


def withdraw(row: C, version: int, *, event: Event, actor: Actor) -> C:
    """One's own that nobody has verified is taken back."""
    if row.version != version:
        raise Refused("stale")
    if not can_become(row.state, ClaimState.WITHDRAWN):
        raise Refused("claim_state", now=row.state)
    before = row.state
    row.state, row.closed_at = ClaimState.WITHDRAWN, now()
    record(event, row, actor=actor, before=before)
    return row


def take_back(model: queries.Model, effects: Sequence[Effect]) -> set[int]:
    """Claims that a batch brought are withdrawn, those they took the place of count again; whose they were.

    Refuses where one was decided, corrected or used since.
    """
    own = [each for each in effects if each.sort == model.__tablename__]
    lines = {each["id"]: each for each in load(model, model.id, [each.made_id for each in own])}
    corrected = load(model, model.corrects_id, lines, model.state != ClaimState.WITHDRAWN)
    if {each["id"] for each in corrected} - set(lines):
        raise Refused("import_built_on")
    restored = []
    for each in own:
        line = lines[each.made_id]
        if line["version"] != (1 if each.before is None else each.before["version"] + 1):
            raise Refused("import_built_on")
        if each.before is not None:
            restored.append({"id": line["id"], **_as_it_was(model, each.before)})
    brought = [each.made_id for each in own if each.before is None]
    update_many(model, [{"id": each, "state": ClaimState.WITHDRAWN, "closed_at": now()} for each in brought])
    for each in restored:
        update_many(model, [each])
    return {each["teacher_id"] for each in lines.values()}


def _as_it_was(model: queries.Model, before: Mapping[str, Any]) -> dict[str, Any]:
    """What was kept as text, in the column's own type."""
    columns = model.__table__.c
    values = {name: value for name, value in before.items() if name not in ("id", "version")}
    for name in ("decided_at", "closed_at"):
        if values.get(name) is not None:
            values[name] = datetime.fromisoformat(str(values[name]))
    return {name: value for name, value in values.items() if name in columns}
