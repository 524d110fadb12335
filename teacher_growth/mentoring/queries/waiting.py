"""Which pairs wait for whose approval: the one answer for lists, to-dos and the verbs.

A principal decides for his school. Where no principal is free to (he is in the pair, or there is none), it is for
the office above.
"""

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, case, exists, func, or_, select, true

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import in_force_on, roles_with
from teacher_growth.clock import local, today
from teacher_growth.database import db
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.queries.pairs import pairs
from teacher_growth.mentoring.rules import PairState, Side

APPROVE, PROPOSE = Permission.MENTORING_APPROVE, Permission.MENTORING_PROPOSE
SCHOOL = {Side.MENTEE: MentorPair.organisation_id, Side.MENTOR: MentorPair.mentor_organisation_id}
APPROVED_AT = {Side.MENTEE: MentorPair.approved_at, Side.MENTOR: MentorPair.mentor_side_approved_at}


def waiting(actor: Actor) -> Select[tuple[MentorPair]]:
    """Pairs this actor is asked to approve, as the principal or in a principal's place."""
    return _asked(actor, or_(*(_for(side, actor) for side in Side)))


def waiting_above(actor: Actor) -> Select[tuple[MentorPair]]:
    """Of these, the ones an office decides in a principal's place."""
    return _asked(actor, _instead(_reach(actor)))


def waiting_own(actor: Actor) -> Select[tuple[MentorPair]]:
    """The others: of the actor's own school."""
    return _asked(actor, _own(_places(actor)) & ~_instead(_reach(actor)))


class Waiting(NamedTuple):
    """How many wait, since when."""

    count: int = 0
    since: date | None = None


def counted(actor: Actor) -> tuple[Waiting, Waiting]:
    """How many `waiting_own` and `waiting_above` have."""
    asked = {"places": _places(actor), "reach": actor.organisations(APPROVE), "own": actor.teacher_id or 0,
             "day": today()}  # fmt: skip
    statement = unrestricted(_counted(actor.everywhere(APPROVE)), reason="how many pairs wait for one's own approval")
    found = {bool(above): Waiting(number, local(since).date()) for above, number, since in
             db.session.execute(statement, asked)}  # fmt: skip
    return found.get(False, Waiting()), found.get(True, Waiting())


@cache
def _counted(everywhere: bool) -> Select[Any]:
    """The number of to-dos stands on every page: this is built once, and told who asks."""
    places = bindparam("places", expanding=True)
    reach = None if everywhere else bindparam("reach", expanding=True)
    own = bindparam("own")
    instead = _instead(reach, bindparam("day", type_=Date))
    first, second = MentorPair.mentor_accepted_at, MentorPair.mentee_accepted_at  # of an accepted pair both are there
    since = func.min(func.coalesce(case((first > second, first), else_=second), MentorPair.proposed_at))
    return (
        select(instead.label("above"), func.count(), since)
        .where(
            MentorPair.state == PairState.ACCEPTED, MentorPair.mentor_id != own, MentorPair.mentee_id != own,
            or_(_own(places), instead),
        )
        .group_by("above")
    )  # fmt: skip


def unheard(actor: Actor) -> Select[tuple[MentorPair]]:
    """Pairs whose mentor cannot answer here: this actor records what he signed."""
    statement = pairs(actor, PROPOSE, joined=(Account,))
    proposed = MentorPair.state == PairState.PROPOSED
    return statement.where(proposed, MentorPair.mentor_accepted_at.is_(None), _on_paper(), _not_in_it(actor))


def answers_on_paper(pair: MentorPair) -> bool:
    """The mentor has neither a posting nor an account here."""
    statement = select(_on_paper()).where(MentorPair.id == pair.id)
    return bool(db.session.scalar(unrestricted(statement, reason="whether the mentor of a held pair has an account")))


def sides_for(pair_id: int, actor: Actor) -> list[Side]:
    """The sides of an accepted pair for which this actor's approval is asked."""
    statement = select(*(_for(side, actor).label(side) for side in Side)).where(MentorPair.id == pair_id)
    row = db.session.execute(unrestricted(statement, reason="whether a principal is free to decide")).one()
    return [side for side, asked in zip(Side, row, strict=True) if asked]


def decided_above(pair_id: int) -> list[Side]:
    """The sides at whose school nobody is free to decide: the office above does."""
    above = ((SCHOOL[side].is_not(None) & ~_somebody_free(side, today())).label(side) for side in Side)
    statement = select(*above).where(MentorPair.id == pair_id)
    row = db.session.execute(unrestricted(statement, reason="whether a principal is free to decide")).one()
    return [side for side, above in zip(Side, row, strict=True) if above]


def may_end(pair: MentorPair, actor: Actor) -> bool:
    """The office or a principal of either school; beside them, where no principal is free, the office above."""
    schools = {Side.MENTEE: pair.organisation_id, Side.MENTOR: pair.mentor_organisation_id}
    own = {grant.organisation_id for grant in actor.grants if grant.gives(APPROVE) or grant.gives(PROPOSE)}
    if actor.is_system or not own.isdisjoint(schools.values()):
        return True
    return any(actor.holds_at(APPROVE, schools[side]) for side in decided_above(pair.id))


def _asked(actor: Actor, criterion: ColumnElement[bool]) -> Select[tuple[MentorPair]]:
    statement = pairs(actor, APPROVE, joined=(RoleGrant, Account))
    return statement.where(MentorPair.state == PairState.ACCEPTED, _not_in_it(actor), criterion)


def _instead(reach: Any, day: Any = None) -> ColumnElement[bool]:
    return or_(*(_needed(side) & _above(side, reach, day) for side in Side))


def _own(places: Any) -> ColumnElement[bool]:
    return or_(*(_needed(side) & _at(side, places) for side in Side))


def _on_paper() -> ColumnElement[bool]:
    account = select(Account.id).where(Account.teacher_id == MentorPair.mentor_id, Account.disabled_at.is_(None))
    return MentorPair.mentor_organisation_id.is_(None) & ~exists(account.correlate(MentorPair))


def _for(side: Side, actor: Actor) -> ColumnElement[bool]:
    return _needed(side) & or_(_at(side, _places(actor)), _above(side, _reach(actor)))


def _needed(side: Side) -> ColumnElement[bool]:
    open_still = APPROVED_AT[side].is_(None)
    if side is Side.MENTEE:
        return open_still
    other = MentorPair.mentor_organisation_id
    return open_still & other.is_not(None) & (other != MentorPair.organisation_id)


def _places(actor: Actor) -> list[int]:
    """Where the actor holds the permission, not below it."""
    return [grant.organisation_id for grant in actor.grants if grant.gives(APPROVE)]


def _reach(actor: Actor) -> Any:
    """None: everywhere."""
    return None if actor.everywhere(APPROVE) else actor.organisations(APPROVE)


def _at(side: Side, places: Any) -> ColumnElement[bool]:
    """The actor holds the permission at this very school."""
    return SCHOOL[side].in_(places)


def _above(side: Side, reach: Any, day: Any = None) -> ColumnElement[bool]:
    """The actor holds it at an office above, and nobody at the school is free to decide."""
    nobody = ~_somebody_free(side, today() if day is None else day)
    return nobody if reach is None else SCHOOL[side].in_(reach) & nobody


def _somebody_free(side: Side, day: Any) -> ColumnElement[bool]:
    not_in_it = or_(
        Account.teacher_id.is_(None),
        and_(Account.teacher_id != MentorPair.mentor_id, Account.teacher_id != MentorPair.mentee_id),
    )
    return exists(
        select(RoleGrant.id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            RoleGrant.organisation_id == SCHOOL[side],
            RoleGrant.role.in_(roles_with(APPROVE)),
            in_force_on(day),
            Account.disabled_at.is_(None),
            not_in_it,
        )
    ).correlate(MentorPair)


def _not_in_it(actor: Actor) -> ColumnElement[bool]:
    if actor.teacher_id is None:
        return true()
    return and_(MentorPair.mentor_id != actor.teacher_id, MentorPair.mentee_id != actor.teacher_id)
