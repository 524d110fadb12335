"""Verbs that are killed half-way. A new one: the ground, the verb in its transaction, and what it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.audit.models import AuditEntry
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile, TeacherTitle
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_fact, a_teacher, an_external

SINCE = date(2025, 9, 1)


@dataclass(frozen=True)
class Recipe:
    set_up: Callable[[], Any]
    act: Callable[[Any], Any]
    state: Callable[[Any], Any]


def values(*statements: Any) -> list[Any]:
    """What each statement finds, and the length of the trail."""
    counted = select(func.count(AuditEntry.seq))
    return [
        [tuple(row) for row in db.session.execute(each.execution_options(unrestricted="gate"))]
        for each in (*statements, counted)
    ]


def a_title() -> int:
    return a_fact(F.TITLE, a_teacher(), level=c.TitleLevel.FIRST, valid_from=SINCE)


def correct_title(fact_id: int) -> None:
    with write_tx():
        people.supersede_fact(F.TITLE, fact_id, actor=SYSTEM, reason="gate", post_grade=7)


def titles(_fact_id: int) -> list[Any]:
    return values(
        select(
            TeacherTitle.id, TeacherTitle.post_grade, TeacherTitle.supersedes_id, TeacherTitle.superseded_at.is_(None)
        )
    )


def newcomer() -> tuple[int, int]:
    school = a_school()
    return an_external(keeper=school).id, school.id


def take_in(made: tuple[int, int]) -> None:
    with write_tx():
        people.record_fact(
            F.RELATION,
            made[0],
            actor=SYSTEM,
            organisation_id=made[1],
            valid_from=SINCE,
            employment=c.Employment.CONTRACT,
        )


def relations(_made: Any) -> list[Any]:
    return values(select(PersonnelRelation.teacher_id, PersonnelRelation.organisation_id))


def rename(teacher_id: int) -> None:
    """The fact and the name shown in lists move together."""
    with write_tx():
        people.record_fact(F.PROFILE, teacher_id, actor=SYSTEM, valid_from=SINCE, name="新名", sex=c.Sex.FEMALE)


def shown_names(_teacher_id: int) -> list[Any]:
    return values(select(Teacher.name, Teacher.search_text), select(TeacherProfile.name))


def a_grant() -> int:
    account = an_account(Role.PRINCIPAL, a_school())
    grant = select(RoleGrant.id).where(RoleGrant.account_id == account.id).execution_options(unrestricted="gate")
    return db.session.scalars(grant).one()


def end_role(grant_id: int) -> None:
    with write_tx():
        accounts.end_role(grant_id, actor=SYSTEM, last_day=today(), today=today())


def grants(_grant_id: int) -> list[Any]:
    return values(select(RoleGrant.valid_to), select(Account.epoch))


RECIPES = {
    "record_fact": Recipe(newcomer, take_in, relations),
    "record_fact of a profile": Recipe(lambda: a_teacher().id, rename, shown_names),
    "supersede_fact": Recipe(a_title, correct_title, titles),
    "end_role": Recipe(a_grant, end_role, grants),
}
