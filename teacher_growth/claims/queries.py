"""Whose turn a claim is, and what it corrects. `model`: the table of the domain that asks."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Date, Select, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import contains_eager

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import unrestricted, visible
from teacher_growth.claims.models import Claim
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import local, today
from teacher_growth.database import db
from teacher_growth.facts import in_force
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Post, Teacher
from teacher_growth.people.rules.codes import PostKind

C = TypeVar("C", bound=Claim)
Model = Any  # type[C] that is a mapped class too


class Waiting(NamedTuple):
    """How many wait, since when; `of_principals`: these are the principals' own."""

    of_principals: bool
    count: int
    since: date


def answered_for(model: Model, actor: Actor, permission: Permission) -> Select[Any]:
    """Claims the actor's school, or one below it, answers for: seeing a person who also works here is not enough."""
    statement = visible(model, actor, permission, joined=(Teacher, Post))
    if actor.everywhere(permission):
        return statement
    return statement.where(model.organisation_id.in_(actor.organisations(permission)))


def to_decide(model: Model, actor: Actor, permission: Permission) -> Select[Any]:
    """The same without one's own."""
    return answered_for(model, actor, permission).where(model.teacher_id != (actor.teacher_id or 0))


def queue(model: Model, actor: Actor, permission: Permission) -> Select[Any]:
    """The same, with their teacher; lists narrow it by state."""
    return to_decide(model, actor, permission).join(model.teacher).options(contains_eager(model.teacher))


def whose_turn(model: Model, actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """A school's own claims are the school's, its principal's are those of the organisation above it."""
    places = _places(actor, permission)
    own, below = Organisation.id.in_(places), Organisation.parent_id.in_(places)
    principals = of_principal(model)
    return and_(
        model.organisation_id.in_(select(Organisation.id).where(or_(own, below))),  # whose queues to look into at all
        or_(
            and_(not_(principals), model.organisation_id.in_(places)),
            and_(principals, model.organisation_id.in_(select(Organisation.id).where(below))),
        ),
    )


def _places(actor: Actor, permission: Permission) -> set[int]:
    return {grant.organisation_id for grant in actor.grants if grant.gives(permission)}


def of_principal(model: Model, day: date | BindParameter[date] | None = None) -> ColumnElement[bool]:
    """Is the claim one of the school's principal, as of today? `joined` has to name Post."""
    return exists().where(
        Post.teacher_id == model.teacher_id, Post.organisation_id == model.organisation_id,
        Post.kind == PostKind.PRINCIPAL, in_force(Post, today() if day is None else day),
    )  # fmt: skip


def next_waiting(model: Model, actor: Actor, permission: Permission) -> int | None:
    """The id of the claim that has waited longest for the actor."""
    statement = to_decide(model, actor, permission).with_only_columns(model.id)
    statement = statement.where(model.state == ClaimState.SUBMITTED, whose_turn(model, actor, permission))
    return db.session.scalars(statement.order_by(model.entered_at, model.id).limit(1)).first()


def waiting(model: Model, actor: Actor, permission: Permission) -> list[Waiting]:
    """For the to-do list."""
    places = _places(actor, permission)
    if not places:
        return []
    asked = {"places": places, "own": actor.teacher_id or 0, "day": today()}
    statement = unrestricted(_waiting(model), reason="how many claims are the turn of the places of one's own grants")
    return [
        Waiting(bool(own), count, local(oldest).date()) for own, count, oldest in db.session.execute(statement, asked)
    ]


def returned(model: Model, actor: Actor, permission: Permission) -> tuple[int, date] | None:
    """How many of one's own were returned and wait for a correction, since when."""
    if not actor.may_for_itself(permission):
        return None
    statement = unrestricted(_returned(model), reason="how many of one's own claims were returned")
    count, oldest = db.session.execute(statement, {"own": actor.teacher_id}).one()
    return (count, local(oldest).date()) if count else None


# The number of to-dos stands on every page: these are built once, and told who asks.
@cache
def _waiting(model: Model) -> Select[Any]:
    """`whose_turn` again, from the organisations on: all claims are never looked through."""
    places, principals = bindparam("places", expanding=True), of_principal(model, bindparam("day", type_=Date))
    own, below = Organisation.id.in_(places), Organisation.parent_id.in_(places)
    return (
        select(principals.label("principals"), func.count(), func.min(model.entered_at))
        .join(Organisation, Organisation.id == model.organisation_id)
        .where(
            model.state == ClaimState.SUBMITTED,
            model.teacher_id != bindparam("own"),
            or_(and_(not_(principals), own), and_(principals, below)),
        )
        .group_by("principals").order_by("principals")
    )  # fmt: skip


@cache
def _returned(model: Model) -> Select[Any]:
    return select(func.count(), func.min(model.decided_at)).where(
        model.teacher_id == bindparam("own"), model.state == ClaimState.RETURNED
    )


def chain(claim: C) -> list[C]:
    """The claims it takes the place of, nearest first."""
    model: Model = type(claim)
    found: list[C] = []
    wanted = claim.corrects_id
    while wanted is not None:
        statement = select(model).where(model.id == wanted)
        found.append(db.session.scalars(unrestricted(statement, reason="what a claim corrects")).one())
        wanted = found[-1].corrects_id
    return found


def correction_of(claim: Claim) -> int | None:
    """The id of the living claim that corrects this one."""
    model: Model = type(claim)
    statement = select(model.id).where(model.corrects_id == claim.id, model.state != ClaimState.WITHDRAWN)
    return db.session.scalar(unrestricted(statement, reason="what corrects a claim"))
