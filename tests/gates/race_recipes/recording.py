"""Facts, accounts and roles that several write at once."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account, FailedTries, RoleGrant
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.clock import now, today
from teacher_growth.database import write_tx
from teacher_growth.people import actions as people
from teacher_growth.people.models import PersonnelRelation, TeacherTitle
from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school
from tests.factories.people import a_fact, a_teacher
from tests.gates.race_recipes.recipe import Recipe, entries_as_done, exactly_one, in_tx, scalar

if TYPE_CHECKING:
    from tests.gates.races import Outcome

SINCE = date(2025, 9, 1)


# --- one fact, corrected by several ----------------------------------------------------------------


def a_title() -> int:
    return a_fact(F.TITLE, a_teacher(), level=c.TitleLevel.FIRST, valid_from=SINCE)


@in_tx
def correct(fact_id: int, number: int) -> None:
    people.supersede_fact(F.TITLE, fact_id, actor=SYSTEM, reason=f"thread {number}", post_grade=number % 13 + 1)


@in_tx
def correct_or_void(fact_id: int, number: int) -> None:
    if number % 2:
        people.void_fact(F.TITLE, fact_id, actor=SYSTEM, reason=f"thread {number}")
    else:
        people.supersede_fact(F.TITLE, fact_id, actor=SYSTEM, reason=f"thread {number}", post_grade=3)


def one_successor(outcome: "Outcome") -> list[str]:
    count = scalar(select(func.count(TeacherTitle.id)).where(TeacherTitle.supersedes_id == outcome.made))
    return exactly_one(outcome) + ([] if count == 1 else [f"{count} successors"])


# --- one personnel relation at a time --------------------------------------------------------------


def a_person_between_schools() -> tuple[int, list[int]]:
    schools = [a_school().id for _ in range(2)]
    with write_tx():
        made = people.create_teacher(
            actor=SYSTEM, staff_number=f"R{now().timestamp():.0f}{schools[0]}", organisation_id=schools[0], since=SINCE,
            name="王芳", sex=c.Sex.FEMALE,
        )  # fmt: skip
        return made.id, schools


@in_tx
def take_in(made: tuple[int, list[int]], number: int) -> None:
    teacher_id, schools = made
    people.record_fact(
        F.RELATION, teacher_id, actor=SYSTEM, organisation_id=schools[number % 2], valid_from=SINCE,
        employment=c.Employment.ESTABLISHED,
    )  # fmt: skip


def one_relation(outcome: "Outcome") -> list[str]:
    open_ones = select(func.count(PersonnelRelation.id)).where(
        PersonnelRelation.teacher_id == outcome.made[0], PersonnelRelation.superseded_at.is_(None)
    )
    count = scalar(open_ones)
    return exactly_one(outcome) + ([] if count == 1 else [f"{count} relations"])


# --- one number, one login -------------------------------------------------------------------------


def a_number() -> tuple[str, int]:
    return f"N{now().timestamp():.4f}"[:20], a_school().id


@in_tx
def create_person(made: tuple[str, int], _number: int) -> None:
    number, school_id = made
    people.create_teacher(
        actor=SYSTEM, staff_number=number, organisation_id=school_id, since=SINCE, name="李明", sex=c.Sex.MALE
    )


@in_tx
def create_account(made: tuple[str, int], _number: int) -> None:
    login, school_id = made
    accounts.create_account(
        actor=SYSTEM,
        login=login,
        name="李明",
        organisation_id=school_id,
        password="rain on the lake",
    )


# --- roles and tries -------------------------------------------------------------------------------


def a_grant() -> tuple[int, int]:
    account = an_account(Role.PRINCIPAL, a_school())
    grant = scalar(select(RoleGrant.id).where(RoleGrant.account_id == account.id))
    return grant, account.id


@in_tx
def end_role(made: tuple[int, int], _number: int) -> None:
    accounts.end_role(made[0], actor=SYSTEM, last_day=today(), today=today())


def every_ending_ends_sessions(outcome: "Outcome") -> list[str]:
    epoch = scalar(select(Account.epoch).where(Account.id == outcome.made[1]))
    done = outcome.answers["done"]
    return entries_as_done(outcome) + ([] if epoch == done >= 1 else [f"epoch {epoch} after {done} endings"])


def a_key() -> str:
    return f"gate {now().timestamp()}"


@in_tx
def fail_to_sign_in(key: str, _number: int) -> None:
    accounts.note_failure(ThrottleKind.ACCOUNT_FROM_ADDRESS, key, actor=Actor(None), moment=now())


def every_try_counts(outcome: "Outcome") -> list[str]:
    tries = scalar(select(FailedTries.tries).where(FailedTries.key == outcome.made))
    done = outcome.answers["done"]
    return [] if tries == done == sum(outcome.answers.values()) else [f"{tries} counted of {dict(outcome.answers)}"]


RECIPES = {
    "two correct one fact": Recipe(a_title, correct, one_successor),
    "one corrects, one voids": Recipe(a_title, correct_or_void, one_successor),
    "two schools take in one person": Recipe(a_person_between_schools, take_in, one_relation),
    "one staff number twice": Recipe(a_number, create_person, exactly_one),
    "one login twice": Recipe(a_number, create_account, exactly_one),
    "two end one role": Recipe(a_grant, end_role, every_ending_ends_sessions),
    "failed tries": Recipe(a_key, fail_to_sign_in, every_try_counts),
}
