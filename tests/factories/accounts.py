"""an_account(): somebody who can sign in; an_actor(): plain data for actions."""

from datetime import date
from functools import cache
from itertools import count

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import give_role, hasher
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.queries import grants_of
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher

PASSWORD = "green-bamboo-in-rain"
_numbers = count(1)


@cache
def password_hash() -> str:
    return hasher.hash(PASSWORD)


def an_account(
    role: Role | None, at: Organisation, teacher: Teacher | None = None, *, login: str | None = None
) -> Account:
    organisation_id, teacher_id = at.id, None if teacher is None else teacher.id
    with write_tx() as session:
        account = Account(
            login=login or f"u{next(_numbers)}", name=teacher.name if teacher else "某人",
            organisation_id=organisation_id, teacher_id=teacher_id,
            password_hash=password_hash(), must_change_password=False, epoch=0,
        )  # fmt: skip
        session.add(account)
        session.flush()
        account_id = account.id
        if role is not None:
            give_role(account_id, actor=SYSTEM, role=role, organisation_id=organisation_id, valid_from=date(2020, 1, 1))
    return db.session.get_one(Account, account_id, execution_options={"unrestricted": "factory"})


def an_actor(role: Role | None, at: Organisation, teacher: Teacher | None = None) -> Actor:
    account = an_account(role, at, teacher)
    return actor_for(account)


def actor_for(account: Account) -> Actor:
    return Actor(account.id, account.teacher_id, grants_of(account.id, today()))
