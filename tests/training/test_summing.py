"""Sums kept beside the lines: right after every verb, whoever acts at the same moment; found out where they are not."""

import json
from itertools import count
from random import Random

import pytest
from flask import current_app
from sqlalchemy import insert, select, update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import COUNTED, ClaimState
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.organisations.rules import school_year
from teacher_growth.people import actions as people
from teacher_growth.people.models import Teacher, TeacherProfile
from teacher_growth.people.rules.codes import Stage
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.training import actions, queries, tasks
from teacher_growth.training.models import TrainingActivity, TrainingRecord, TrainingSchoolSum, TrainingSum
from teacher_growth.training.rules import Route, Unit
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.factories.training import a_clerk, a_line, a_record, acting, all_records, an_activity, returned, verified
from tests.threads import at_once
from tests.training.trail import trail

STEPS, MOST_STEPS = 60, 240  # more than the first until every verb has succeeded once


def plain(statement):
    return statement.execution_options(unrestricted="test")


def kept(of):
    rows = db.session.execute(plain(of.__table__.select())).mappings()
    return {tuple(row[name] for name in queries.key_of(of)): row["amount"] for row in rows}


def by_hand(of):
    """The same from the lines, one by one."""
    stages = {each.id: each.stage or "" for each in db.session.scalars(plain(select(Teacher)))}
    found = {}
    for line in all_records():
        if line.state in COUNTED:
            of_line = {**line._mapping, "stage": stages[line.teacher_id]}
            key = tuple(of_line[name] for name in queries.key_of(of))
            found[key] = found.get(key, 0) + line.amount
    return found


def assert_sums_are_right():
    db.session.rollback()
    for of in queries.KEPT:
        assert kept(of) == by_hand(of)
        assert list(queries.differences(of)) == []


@pytest.fixture
def school(app):
    return a_school(county=a_county())


class Walk:
    """Verbs in an order of chance; what is refused changes nothing."""

    def __init__(self, seed):
        self.dice, county = Random(seed), a_county()  # noqa: S311 -- reproducible
        schools = [a_school(county=county) for _ in range(2)]
        self.clerks = {each.id: a_clerk(each) for each in schools}
        self.actors = {}
        for number in range(4):
            school = schools[number % 2]
            person = a_teacher(f"教师{number}", school)
            self.actors[person.id] = acting(person, school)
        self.verbs = [
            self.log, self.enter, self.verify, self.verify_many, self.send_back, self.correct, self.withdraw,
            self.correct_activity, self.withdraw_activity, self.change_stage,
        ]  # fmt: skip
        self.done = set()

    def step(self):
        verb = self.dice.choice([*self.verbs, self.log, self.verify])  # these two oftener
        try:
            with write_tx():
                verb()
            self.done.add(verb.__name__)
        except Refused:
            pass

    def line(self):
        dice = self.dice
        return a_line(amount=dice.randint(1, 90), route=dice.choice(list(Route)), unit=dice.choice(list(Unit)))

    def one(self, model, *where):
        found = db.session.scalars(plain(select(model).where(*where).order_by(model.id))).all()
        if not found:
            raise Refused("nothing_there")
        return self.dice.choice(found)

    def log(self):
        actions.log_record(self.line(), actor=self.dice.choice(list(self.actors.values())))

    def enter(self):
        school = self.dice.choice(list(self.clerks))
        there = [each.id for each in queries.roster(school, self.clerks[school]) if each.id in self.actors]
        chosen = self.dice.sample(there, self.dice.randint(1, len(there)))
        actions.enter_activity(school, actions.Activity(self.line()), chosen, actor=self.clerks[school])

    def verify(self):
        row = self.one(TrainingRecord, TrainingRecord.state == ClaimState.SUBMITTED)
        actions.verify_record(row.id, actor=self.clerks[row.organisation_id], version=row.version)

    def verify_many(self):
        clerk = self.dice.choice(list(self.clerks.values()))
        ids = db.session.scalars(plain(select(TrainingRecord.id).order_by(TrainingRecord.id))).all()
        actions.verify_records(ids, actor=clerk)

    def send_back(self):
        row = self.one(TrainingRecord, TrainingRecord.state.in_([ClaimState.SUBMITTED, ClaimState.VERIFIED]))
        actions.return_record(row.id, actor=self.clerks[row.organisation_id], version=row.version, reason="不清楚")

    def correct(self):
        row = self.one(TrainingRecord)
        actions.correct_record(row.id, self.line(), actor=self.actors[row.teacher_id], version=row.version)

    def withdraw(self):
        row = self.one(TrainingRecord, TrainingRecord.state != ClaimState.VERIFIED)
        actions.withdraw_record(row.id, actor=self.actors[row.teacher_id], version=row.version)

    def correct_activity(self):
        row = self.one(TrainingActivity)
        clerk = self.clerks[row.organisation_id]
        there = [each.id for each in queries.roster(row.organisation_id, clerk) if each.id in self.actors]
        chosen = self.dice.sample(there, self.dice.randint(1, len(there)))
        activity = actions.Activity(self.line())
        actions.correct_activity(row.id, activity, chosen, actor=clerk, version=row.version, reason="登记错了")

    def withdraw_activity(self):
        row = self.one(TrainingActivity)
        actions.withdraw_activity(
            row.id, actor=self.clerks[row.organisation_id], version=row.version, reason="没有举行"
        )

    def change_stage(self):
        person, stage = self.dice.choice(list(self.actors)), self.dice.choice([Stage.PRIMARY, Stage.JUNIOR, None])
        restage(person, stage)


def restage(teacher_id, stage):
    fact = select(TeacherProfile.id).where(
        TeacherProfile.teacher_id == teacher_id, TeacherProfile.superseded_at.is_(None)
    )
    fact_id = db.session.scalar(plain(fact))
    people.supersede_fact(FactKind.PROFILE, fact_id, actor=SYSTEM, reason="转段", stage=stage)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(3))
def test_sums_are_those_of_the_lines_after_every_verb(app, seed):
    walk = Walk(seed)
    every = {each.__name__ for each in walk.verbs}
    for steps in count(1):
        walk.step()
        assert_sums_are_right()
        if steps >= (STEPS if walk.done == every else MOST_STEPS):
            break
    assert walk.done == every


def test_a_refused_verb_leaves_the_sums(school):
    clerk, row = a_clerk(school), verified(a_record(acting(a_teacher(at=school), school), amount=60), a_clerk(school))
    row_id, before = row.id, kept(TrainingSum)
    with pytest.raises(Refused), write_tx():
        actions.return_record(row_id, actor=clerk, version=2, reason="不清楚")
        db.session.flush()
        raise Refused("stale")
    assert kept(TrainingSum) == before
    assert_sums_are_right()


def test_a_sum_that_falls_to_nothing_is_gone(school):
    clerk = a_clerk(school)
    row = verified(a_record(acting(a_teacher(at=school), school)), clerk)
    returned(row, clerk)
    assert (kept(TrainingSum), kept(TrainingSchoolSum)) == ({}, {})


def test_a_line_counts_for_the_school_that_answers_for_it(school):
    clerk, teacher = a_clerk(school), a_teacher(at=school)
    row = verified(a_record(acting(teacher, school), amount=60), clerk)
    assert kept(TrainingSchoolSum) == {(row.school_year, school.id, "2", row.route, row.unit): 60}
    assert queries.counted_of(teacher.id, row.school_year) == {(row.route, row.unit): 60}


def test_another_stage_takes_its_sums_along(school):
    clerk, teacher = a_clerk(school), a_teacher(at=school)
    row = verified(a_record(acting(teacher, school), amount=60), clerk)
    key = (row.school_year, school.id, row.route, row.unit)
    with write_tx():
        restage(teacher.id, Stage.JUNIOR)
    (year, at, route, unit) = key
    assert kept(TrainingSchoolSum) == {(year, at, "3", route, unit): 60}
    assert_sums_are_right()


# --- at the same moment


@pytest.mark.both_databases
def test_verified_at_the_same_moment_all_count(app):
    school = a_school()
    clerk = a_clerk(school)
    day = a_line().ends_on
    rows = [a_record(acting(a_teacher(f"教师{n % 3}", school), school), day=day, amount=10 + n) for n in range(9)]
    ids = [(each.id, each.version) for each in rows]

    def verify(number):
        row_id, version = ids[number]
        with write_tx():
            actions.verify_record(row_id, actor=clerk, version=version)

    assert at_once(app, len(ids), verify) == [None] * len(ids)
    assert sum(kept(TrainingSchoolSum).values()) == sum(10 + n for n in range(9))
    assert_sums_are_right()


@pytest.mark.both_databases
def test_one_teachers_lines_verified_at_the_same_moment_all_count(app):
    school = a_school()
    clerk, teacher = a_clerk(school), acting(a_teacher(at=school), school)
    ids = [(each.id, each.version) for each in (a_record(teacher, amount=10 + n) for n in range(6))]

    def verify(number):
        row_id, version = ids[number]
        with write_tx():
            actions.verify_record(row_id, actor=clerk, version=version)

    assert at_once(app, len(ids), verify) == [None] * len(ids)
    assert sum(kept(TrainingSum).values()) == sum(10 + n for n in range(6))
    assert_sums_are_right()


@pytest.mark.both_databases
def test_activities_of_two_schools_crossing_each_other_wait_and_count(app):
    """Each changes lines of both schools' people, in the opposite order."""
    county = a_county()
    schools = [a_school(county=county) for _ in range(2)]
    clerks = [a_clerk(each) for each in schools]
    staff = [[a_teacher(f"教师{n}", each) for n in range(3)] for each in schools]
    activities = [an_activity(schools[n % 2], staff[n % 2], clerks[n % 2]) for n in range(6)]

    def act(number):
        own = number % 2
        with write_tx():
            if number < 2:
                actions.rebuild_sums(actor=SYSTEM)
            elif number < 4:
                restage(staff_ids[own], Stage.JUNIOR)
            else:
                actions.withdraw_activity(
                    activities[number].activity_id, actor=clerks[own], version=1, reason="没有举行"
                )

    staff_ids = [each[0].id for each in staff]
    assert at_once(app, 6, act) == [None] * 6
    assert_sums_are_right()


# --- in bulk


@pytest.mark.both_databases
def test_lines_written_in_bulk_count_once_they_are_named(app):
    school = a_school()
    teachers = [a_teacher(f"教师{n}", school) for n in range(3)]
    line, moment = a_line(), now()
    rows = [
        {
            "teacher_id": each.id, "organisation_id": school.id, "title": "批量", "provider": "省平台",
            "route": line.route, "starts_on": line.starts_on, "ends_on": line.ends_on, "unit": line.unit, "amount": 30,
            "school_year": school_year(line.ends_on), "state": ClaimState.VERIFIED, "voucher": "platform",
            "doubts": [], "entered_at": moment, "decided_at": moment, "version": 1,
        }
        for each in teachers
    ]  # fmt: skip
    with write_tx() as session:
        session.execute(plain(insert(TrainingRecord)), rows)
        actions.recount(row["teacher_id"] for row in rows)
    assert sum(kept(TrainingSchoolSum).values()) == 90
    assert_sums_are_right()


def test_settling_takes_as_many_statements_for_six_people_as_for_one(school, count_queries):
    clerk = a_clerk(school)
    found = []
    for number in (1, 6):
        staff = [a_teacher(f"教师{n}", school) for n in range(number)]
        with count_queries() as queries_run:
            an_activity(school, staff, clerk)
        found.append(len([each for each in queries_run if "training_s" in each]))
    assert found == [4, 4]


def test_recount_belongs_into_a_transaction(app):
    with pytest.raises(RuntimeError, match="outside"):
        actions.recount([1])


# --- drift


@pytest.fixture
def drifted(school):
    """A teacher's sum and her school's, both tampered with."""
    clerk, teacher = a_clerk(school), a_teacher(at=school)
    verified(a_record(acting(teacher, school), amount=60), clerk)
    with write_tx() as session:
        for of in queries.KEPT:
            session.execute(plain(update(of).values(amount=of.amount + 5)))
    return teacher


@pytest.fixture
def command(app):
    return lambda *words: app.test_cli_runner().invoke(args=["summaries", *words])


def test_check_is_content_with_right_sums(school, command):
    verified(a_record(acting(a_teacher(at=school), school)), a_clerk(school))
    done = command("check")
    assert (done.exit_code, done.stdout) == (0, "0 sums differ\n")


def test_check_names_what_differs(drifted, command):
    done = command("check")
    assert done.exit_code == 1
    first, second = done.stderr.splitlines()
    assert first.startswith(f"training_sum: teacher_id {drifted.id}, ")
    assert first.endswith("kept 65, the lines say 60")
    assert second.startswith("training_school_sum: ")
    told = json.loads(command("check", "--json").stdout)
    assert (told["sound"], len(told["differences"])) == (False, 2)
    assert (told["differences"][0]["kept"], told["differences"][0]["lines"]) == (65, 60)


@pytest.mark.both_databases
def test_rebuild_mends_and_is_in_the_trail(app, command):
    school = a_school()
    verified(a_record(acting(a_teacher(at=school), school)), a_clerk(school))
    with write_tx() as session:
        session.execute(plain(TrainingSchoolSum.__table__.delete()))
    done = command("rebuild")
    assert (done.exit_code, done.stdout) == (0, "All sums counted anew, 1 were wrong.\n")
    assert_sums_are_right()
    entry = trail()[-1]
    assert (entry.event, json.loads(entry.body)["wrong"]) == (Event.TRAINING_SUMS_REBUILT, 1)


def test_nobody_but_the_system_rebuilds(school):
    clerk = a_clerk(school)
    with pytest.raises(NotVisible), write_tx():
        actions.rebuild_sums(actor=clerk)


def test_the_daily_check_fails_when_sums_differ(drifted, caplog):
    with pytest.raises(Refused) as refused:
        tasks.check_sums({}, lambda *_: None)
    assert (refused.value.code, refused.value.details) == ("training_sums_wrong", {"count": 2})
    assert "kept=65" in caplog.text
    assert tasks.DAILY[0] in current_app.extensions["daily"]


def test_the_daily_check_is_content_otherwise(app):
    assert tasks.check_sums({}, lambda *_: None) == {"wrong": 0}
