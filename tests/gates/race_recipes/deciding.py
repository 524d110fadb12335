"""Decisions that several make at once: what waits to be verified, pairs, and the places of a mentor."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.achievements import actions as achievements
from teacher_growth.achievements.models import Achievement
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.mentoring import actions as mentoring
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import CAPACITY, PairState
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.training import actions as training
from teacher_growth.training.models import TrainingRecord
from tests.factories.accounts import an_actor
from tests.factories.achievements import an_achievement
from tests.factories.mentoring import a_pair
from tests.factories.organisations import a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_record, acting
from tests.gates.race_recipes.recipe import Recipe, exactly_one, in_tx, scalar

if TYPE_CHECKING:
    from tests.gates.races import Outcome


# --- what waits to be verified ---------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """By two who may decide, and by the teacher herself."""

    model: type[TrainingRecord | Achievement]
    id: int
    teacher: Actor
    deciders: tuple[Actor, Actor]


def _claim(
    role: Role, model: type[TrainingRecord | Achievement], make: Callable[[Teacher, Organisation], int]
) -> Claim:
    school = a_school()
    teacher = a_teacher("王芳", school)
    deciders = (an_actor(role, school), an_actor(Role.PRINCIPAL, school))
    return Claim(model, make(teacher, school), Actor(None, teacher.id), deciders)


def a_waiting_line() -> Claim:
    return _claim(Role.TRAINING_CLERK, TrainingRecord, lambda each, school: a_record(acting(each, school)).id)


def an_unchecked_item() -> Claim:
    return _claim(Role.ACADEMIC_OFFICE, Achievement, lambda each, _school: an_achievement(each))


def alone(batch: Any, done: str) -> None:
    """What became of a batch of one."""
    for _id, refusal in batch.refused:
        raise refusal
    if not getattr(batch, done):
        raise NotVisible


@in_tx
def verify_line(claim: Claim, number: int) -> None:
    actor = claim.deciders[number % 2]
    if number % 4 < 2:
        training.verify_record(claim.id, actor=actor, version=1)
    else:
        alone(training.verify_records([claim.id], actor=actor), "done")


@in_tx
def verify_return_or_withdraw(claim: Claim, number: int) -> None:
    if number % 3 == 0:
        training.verify_record(claim.id, actor=claim.deciders[0], version=1)
    elif number % 3 == 1:
        alone(training.return_records([claim.id], actor=claim.deciders[1], reason="佐证不清楚"), "done")
    else:
        training.withdraw_record(claim.id, actor=claim.teacher, version=1)


@in_tx
def check_item(claim: Claim, number: int) -> None:
    actor = claim.deciders[number % 2]
    if number % 4 < 2:
        achievements.check_achievement(claim.id, actor=actor, version=1)
    else:
        alone(achievements.check_achievements([claim.id], actor=actor), "done")


def decided_once(outcome: "Outcome") -> list[str]:
    """At the second version: nobody wrote over the winner."""
    model = outcome.made.model
    version = scalar(select(model.version).where(model.id == outcome.made.id))
    return exactly_one(outcome) + ([] if version == 2 else [f"version {version}"])


# --- pairs, and the places of a mentor -------------------------------------------------------------


@dataclass(frozen=True)
class Pairs:
    ids: list[int]
    principals: tuple[Actor, Actor]


def _pairs(count: int, *, schools: int = 1) -> Pairs:
    """All of one mentor, accepted; he is of the last school. Each school has its principal, one has two."""
    places = [a_school() for _ in range(schools)]
    mentor = a_teacher("吴老师", places[-1])
    ids = [a_pair(PairState.ACCEPTED, places[0], mentor=mentor, mentor_at=places[-1]) for _ in range(count)]
    return Pairs(ids, (an_actor(Role.PRINCIPAL, places[0]), an_actor(Role.PRINCIPAL, places[-1])))


@in_tx
def approve(made: Pairs, number: int) -> None:
    actor, pair_id = made.principals[number % 2], made.ids[number // 2 % len(made.ids)]
    if number % 4 < 2:
        mentoring.approve_pair(pair_id, actor=actor, version=1)
    else:
        alone(mentoring.approve_pairs([pair_id], actor=actor), "approved")


@in_tx
def approve_one_or_all(made: Pairs, number: int) -> None:
    """Whatever others have approved meanwhile: no version."""
    actor = made.principals[number % 2]
    if number % 4 == 0:
        mentoring.approve_pairs(made.ids, actor=actor)
    else:
        mentoring.approve_pair(made.ids[number % len(made.ids)], actor=actor)


def states(outcome: "Outcome") -> Counter[PairState]:
    found = select(MentorPair.state).where(MentorPair.id.in_(outcome.made.ids))
    return Counter(db.session.scalars(found.execution_options(unrestricted="gate")))


def active_once(outcome: "Outcome") -> list[str]:
    return exactly_one(outcome) + ([] if states(outcome) == {PairState.ACTIVE: 1} else [f"{states(outcome)}"])


def each_side_once(outcome: "Outcome") -> list[str]:
    faults = [] if states(outcome) == {PairState.ACTIVE: 1} else [f"{states(outcome)}"]
    return faults if outcome.entries == 2 else [*faults, f"{outcome.entries} entries for two sides"]


def as_many_as_places(outcome: "Outcome") -> list[str]:
    wanted = {PairState.ACTIVE: CAPACITY, PairState.ACCEPTED: len(outcome.made.ids) - CAPACITY}
    faults = [] if states(outcome) == wanted else [f"{states(outcome)}"]
    return faults if outcome.entries == CAPACITY else [*faults, f"{outcome.entries} entries for {CAPACITY} places"]


RECIPES = {
    "two verify one line": Recipe(a_waiting_line, verify_line, decided_once),
    "one verifies, one returns, she withdraws": Recipe(a_waiting_line, verify_return_or_withdraw, decided_once),
    "two check one achievement": Recipe(an_unchecked_item, check_item, decided_once),
    "two approve one pair": Recipe(lambda: _pairs(1), approve, active_once),
    "two principals approve one pair": Recipe(lambda: _pairs(1, schools=2), approve_one_or_all, each_side_once),
    "a mentor's last places": Recipe(lambda: _pairs(8), approve_one_or_all, as_many_as_places),
}
