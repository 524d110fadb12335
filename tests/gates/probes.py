"""What no request shows: the nets below the routes. Each probe says whether its net holds."""

from collections.abc import Callable
from contextlib import contextmanager, suppress
from contextvars import Context
from typing import Any

import pandas as pd
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows, visible
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import SelfInterest, UnscopedRead
from teacher_growth.people.models import Teacher, WorkPlace
from teacher_growth.web import guards
from tests.factories.accounts import PASSWORD
from tests.gates.report import Report
from tests.gates.world import World

Probe = Callable[[World], Any]

UNSCOPED: dict[str, Probe] = {
    "select": lambda _: db.session.scalars(select(Teacher)).all(),
    "column": lambda _: db.session.scalars(select(Teacher.name)).all(),
    "count": lambda _: db.session.scalar(select(func.count()).select_from(Teacher)),
    "get": lambda _: db.session.get(Teacher, 10_000),
    "query": lambda _: db.session.query(Teacher.id).all(),
    "subquery": lambda _: db.session.scalars(select(select(Teacher.id).subquery().c.id)).all(),
    "alias": lambda _: db.session.scalars(select(aliased(Teacher))).all(),
    "union": lambda _: db.session.execute(select(Teacher.id).union(select(Teacher.id))).all(),
    "core": lambda _: db.session.execute(select(Teacher.__table__.c.id)).all(),
    "text": lambda _: db.session.execute(text('SELECT "name" FROM "Teacher"')).all(),
    "update": lambda _: db.session.execute(update(Teacher).values(name="x")),
    "delete": lambda _: db.session.execute(delete(Teacher)),
    "insert": lambda _: db.session.execute(insert(WorkPlace).values(teacher_id=1)),
    "driver": lambda _: db.session.connection().exec_driver_sql("SELECT name FROM teacher").all(),
    "pandas": lambda _: pd.read_sql("SELECT name FROM teacher", db.session.connection()),
    "join": lambda world: rows(
        _of_principal(world).join(RoleGrant, RoleGrant.organisation_id == WorkPlace.organisation_id)
    ),
}


def _of_principal(world: World) -> Any:
    return visible(WorkPlace, world.actor(world.actors["principal"]), Permission.PEOPLE_READ)


def _unscoped(probe: Probe) -> Probe:
    def tried(world: World) -> bool:
        try:
            probe(world)
        except UnscopedRead:
            return True
        finally:
            db.session.rollback()
        return False

    return tried


@contextmanager
def refused(*errors: type[BaseException]) -> Any:
    """Inside, something has to be refused; `.held` tells whether it was."""
    outcome: dict[str, bool] = {"held": False}
    try:
        yield outcome
    except errors:
        outcome["held"] = True
    finally:
        db.session.rollback()


def unguarded_route(world: World) -> bool:
    views = world.app.view_functions
    views["gate.open"] = lambda: "open"
    with refused(RuntimeError) as outcome:
        guards.check_routes(world.app)
    del views["gate.open"]
    return outcome["held"]


def changes_outside_write_tx(_world: World) -> bool:
    with refused(RuntimeError) as outcome:
        db.session.add(Teacher(staff_number="x", name="x", name_key="x", search_text="x", sex="1"))
        with write_tx():
            pass
    return outcome["held"]


def audit_outside_write_tx(_world: World) -> bool:
    with refused(RuntimeError) as outcome:
        record(Event.DEMO_BUILT, None, actor=SYSTEM)
    return outcome["held"]


def own_interest(_world: World) -> bool:
    with refused(SelfInterest) as outcome:
        guards.not_oneself(Actor(1, 7), 3, 7)
    with suppress(SelfInterest):
        guards.not_oneself(Actor(1, 7), 3, None)
        guards.not_oneself(Actor(1, None), None)
        return outcome["held"]
    return False


def sessions_end(verb: Callable[[World], Any]) -> Probe:
    """The account's epoch goes up, and with it every session it has."""

    def tried(world: World) -> bool:
        before = after = None
        with suppress(UndoneError), write_tx():
            before = _epoch(world)
            verb(world)
            db.session.flush()
            after = _epoch(world)
            raise UndoneError
        db.session.rollback()
        return after == (before or 0) + 1

    return tried


class UndoneError(Exception):
    """Takes the transaction back."""


def _epoch(world: World) -> int:
    account = select(Account.epoch).where(Account.id == world.actors["principal"].account_id)
    return int(db.session.scalar(account.execution_options(unrestricted="gate")) or 0)


def _principal(world: World) -> Actor:
    return world.actor(world.actors["principal"])


ENDINGS: dict[str, Callable[[World], Any]] = {
    "password change": lambda world: accounts.change_password(
        actor=_principal(world), old=PASSWORD, new="seven quiet rivers"
    ),
    "password reset": lambda world: accounts.reset_password(world.actors["principal"].account_id, actor=SYSTEM),
    "disabling": lambda world: accounts.disable_account(world.actors["principal"].account_id, actor=SYSTEM),
    "end of a role": lambda world: accounts.end_role(
        world.actors["principal"].grant_id, actor=SYSTEM, last_day=today(), today=today()
    ),
}


def sign_in(*, who: str, password: str, status: int, tries: int = 1) -> Probe:
    """The door itself: the last of so many tries gets this answer."""

    def tried(world: World) -> bool:
        client = world.app.test_client()
        client.set_cookie(*world.actors["anonymous"].cookie.split("=", 1))
        form = {"login": world.actors[who].mark("login"), "password": password, "csrf_token": world.form_token()}
        answers = [Context().run(client.post, "/sign-in", data=form).status_code for _ in range(tries)]
        return answers[-1] == status

    return tried


def raw(sql: str) -> Probe:
    """A statement that even a named exception may not run."""

    def tried(_world: World) -> bool:
        with refused(IntegrityError) as outcome:
            connection = db.session.connection().execution_options(unrestricted="gate")
            connection.exec_driver_sql(sql)
        return outcome["held"]

    return tried


NETS: dict[str, Probe] = {
    **{f"tripwire: {name}": _unscoped(probe) for name, probe in UNSCOPED.items()},
    "boot: unguarded route": unguarded_route,
    "write_tx: changes outside": changes_outside_write_tx,
    "write_tx: audit outside": audit_outside_write_tx,
    "not_oneself": own_interest,
    **{f"session ends: {name}": sessions_end(verb) for name, verb in ENDINGS.items()},
    "door: right password": sign_in(who="principal", password=PASSWORD, status=302),
    "door: wrong password": sign_in(who="principal", password="seven quiet rivers", status=401),
    "door: disabled account": sign_in(who="disabled", password=PASSWORD, status=401),
    "door: eleventh wrong try": sign_in(who="principal_2", password="wrong", status=429, tries=11),
    "trigger: audit update": raw("UPDATE audit_entry SET event = 'x' WHERE seq = 1"),
    "trigger: audit delete": raw("DELETE FROM audit_entry WHERE seq = 1"),
}


def holds(name: str, world: World) -> bool:
    return bool(NETS[name](world))


def check_all(world: World, report: Report) -> None:
    for name in NETS:
        report.check(holds(name, world), f"net {name} does not hold")
    report.figures["nets"] = len(NETS)
