"""Verbs that are killed half-way. A new one: the ground, the verb in its transaction, and what it changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.audit.models import AuditEntry
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.importing.models import ImportBatch, ImportEffect
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.mentoring import actions as mentoring
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import PairState
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherProfile, TeacherTitle
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F
from teacher_growth.sheets import Kind
from teacher_growth.training import actions as training
from teacher_growth.training.models import TrainingRecord
from tests.factories.accounts import an_account, an_actor
from tests.factories.importing import a_person_row, a_table, a_workbook, imported
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_school
from tests.factories.people import a_fact, a_teacher, an_external
from tests.factories.training import a_clerk, a_line, a_record, acting, verified

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


@dataclass(frozen=True)
class Decision:
    ids: list[int]
    actor: Actor


def a_waiting_line() -> Decision:
    school = a_school()
    made = a_record(acting(a_teacher("王芳", school), school)).id
    return Decision([made], a_clerk(school))


def a_waiting_correction() -> Decision:
    """Of a verified line, which stops counting in the moment the correction is verified."""
    school = a_school()
    teacher, clerk = acting(a_teacher("王芳", school), school), a_clerk(school)
    old = verified(a_record(teacher), clerk)
    with write_tx():
        made = training.correct_record(old.id, a_line(), actor=teacher, version=old.version).id
    return Decision([made], clerk)


def verify(made: Decision) -> None:
    with write_tx():
        training.verify_record(made.ids[0], actor=made.actor, version=1)


def training_lines(_made: Decision) -> list[Any]:
    line = TrainingRecord
    return values(
        select(
            line.id, line.state, line.voucher, line.decided_by_id, line.decided_at.is_(None), line.closed_at.is_(None),
            line.version,
        ).order_by(line.id)
    )  # fmt: skip


def accepted_pairs(count: int) -> Decision:
    school = a_school()
    ids = [a_pair(PairState.ACCEPTED, school) for _ in range(count)]
    return Decision(ids, an_actor(Role.PRINCIPAL, school))


def approve_pair(made: Decision) -> None:
    with write_tx():
        mentoring.approve_pair(made.ids[0], actor=made.actor, version=1)


def approve_pairs(made: Decision) -> None:
    with write_tx():
        mentoring.approve_pairs(made.ids, actor=made.actor)


def pairs(_made: Decision) -> list[Any]:
    pair = MentorPair
    return values(
        select(pair.id, pair.state, pair.approved_by_id, pair.approved_at.is_(None), pair.version).order_by(pair.id)
    )


def a_roster() -> Path:
    """Two people and a title, in two sheets."""
    school = a_school()
    rows = [a_person_row(organisation=school.name), a_person_row(staff_number="A0002", organisation=school.name)]
    title = {"staff_number": "A0001", "level": "一级教师", "valid_from": "2020-12-01"}
    return a_workbook({"教师名册": a_table(Kind.PEOPLE, rows), "职称": a_table(Kind.TITLES, [title])})


def import_it(path: Path) -> None:
    """From the file to what is on record, as a clerk presses it, and presses it again."""
    imported(path)


def what_came(_path: Path) -> list[Any]:
    """Nothing of a batch counts before it is applied: files and staged rows may be there or not."""
    applied = select(ImportBatch.state, ImportBatch.counts).where(ImportBatch.state == BatchState.APPLIED)
    columns = (Teacher.staff_number, Teacher.name, Teacher.version)
    effects = select(ImportEffect.sort, ImportEffect.made_id).order_by(ImportEffect.id)
    return values(select(*columns), select(TeacherTitle.level), select(PersonnelRelation.valid_from), effects, applied)


RECIPES = {
    "import": Recipe(a_roster, import_it, what_came),
    "record_fact": Recipe(newcomer, take_in, relations),
    "record_fact of a profile": Recipe(lambda: a_teacher().id, rename, shown_names),
    "supersede_fact": Recipe(a_title, correct_title, titles),
    "end_role": Recipe(a_grant, end_role, grants),
    "verify_record": Recipe(a_waiting_line, verify, training_lines),
    "verify_record of a correction": Recipe(a_waiting_correction, verify, training_lines),
    "approve_pair": Recipe(lambda: accepted_pairs(1), approve_pair, pairs),
    "approve_pairs": Recipe(lambda: accepted_pairs(2), approve_pairs, pairs),
}
