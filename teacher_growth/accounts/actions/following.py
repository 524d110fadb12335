"""An account lies where its owner belongs: that decides which administrator and which school answer for it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import or_, select

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.actions.managing import new_grant
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.rules import PLACES
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.organisations.queries import find

REASON = "an account lies where its owner belongs"


def move_accounts(homes: Mapping[int, int], *, actor: Actor, caused_by: Event | None = None) -> int:
    """Teacher's id → organisation; how many. The role that every teacher has goes along, others are not touched."""
    statement = select(Account).where(Account.teacher_id.in_(homes)).order_by(Account.id).with_for_update()
    moved = db.session.scalars(unrestricted(statement, reason=REASON)).all()
    for account in moved:
        before, account.organisation_id = account.organisation_id, homes[account.teacher_id or 0]
        _move_role(account, before, actor)
        record(
            Event.ACCOUNT_MOVED, account, actor=actor, people=(account.teacher_id,), caused_by=caused_by,
            before=before, after=account.organisation_id,
        )  # fmt: skip
    return len(moved)


def _move_role(account: Account, before: int, actor: Actor) -> None:
    day = today()
    statement = select(RoleGrant).where(
        RoleGrant.account_id == account.id, RoleGrant.role == Role.TEACHER, RoleGrant.organisation_id == before,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
    )  # fmt: skip
    held = db.session.scalars(unrestricted(statement.order_by(RoleGrant.id), reason=REASON)).all()
    for grant in held:
        grant.valid_to = max(grant.valid_from, day - timedelta(days=1))
    place = find(account.organisation_id)
    if held and place is not None and place.kind in PLACES[Role.TEACHER]:
        db.session.add(new_grant(account, Role.TEACHER, place.id, day, None, actor=actor))
