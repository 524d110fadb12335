"""The verbs for many do what the verbs for one do: the same rows in the tables, apart from ids and moments."""

from dataclasses import asdict
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.people import actions
from teacher_growth.people.actions import bulk
from teacher_growth.people.models import (
    Honour,
    PersonnelRelation,
    Post,
    Teacher,
    TeacherProfile,
    TeacherTitle,
    WorkPlace,
)
from teacher_growth.people.rules.codes import (
    Employment,
    HonourKind,
    LeavingReason,
    Level,
    PostKind,
    Sex,
    Stage,
    Subject,
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.organisations import a_school

TABLES = (Teacher, TeacherProfile, PersonnelRelation, WorkPlace, TeacherTitle, Honour, Post)
APART = {"id", "recorded_at", "superseded_at", "supersedes_id", "recorded_by_id", "teacher_id", "version"}
DAYS = st.dates(date(2010, 1, 1), date(2026, 6, 30))
PEOPLE = st.lists(
    st.fixed_dictionaries({
        "name": st.sampled_from(["王芳", "李明", "欧阳远", "Ann Example"]), "sex": st.sampled_from(Sex),
        "birth_date": st.none() | st.just(date(1985, 3, 1)), "stage": st.none() | st.sampled_from(Stage),
        "subject": st.none() | st.sampled_from(Subject), "since": DAYS, "employment": st.sampled_from(Employment),
        "staff_number": st.sampled_from(["X1", "X2", "X3", "X4", "X5", "X6"]), "school": st.integers(0, 1),
    }), min_size=1, max_size=4,
)  # fmt: skip
FACTS = st.lists(
    st.one_of(
        st.fixed_dictionaries({
            "fact": st.just(FactKind.TITLE), "level": st.sampled_from(TitleLevel), "valid_from": DAYS,
            "subject": st.none() | st.sampled_from(Subject), "post_grade": st.none() | st.integers(-1, 15),
        }),
        st.fixed_dictionaries({
            "fact": st.just(FactKind.HONOUR), "kind": st.sampled_from(HonourKind), "level": st.sampled_from(Level),
            "name": st.just("某称号"), "valid_from": DAYS, "valid_to": st.none() | DAYS,
        }),
        st.fixed_dictionaries({
            "fact": st.just(FactKind.POST), "kind": st.sampled_from(PostKind), "valid_from": DAYS,
            "valid_to": st.none() | DAYS, "organisation_id": st.integers(0, 1),
        }),
        st.fixed_dictionaries({
            "fact": st.just(FactKind.RELATION), "employment": st.sampled_from(Employment), "valid_from": DAYS,
            "valid_to": st.none() | DAYS, "organisation_id": st.integers(0, 1),
        }),
    ), max_size=5,
)  # fmt: skip
LEAVING = st.none() | st.fixed_dictionaries({"last_day": DAYS, "reason": st.sampled_from(LeavingReason)})
MOVING = st.none() | st.fixed_dictionaries({"since": DAYS, "employment": st.sampled_from(Employment)})


class _Back(Exception):  # noqa: N818 -- what was done is looked at, and taken back
    pass


def looked_at(act):
    """The rows after it, or that it was refused; nothing of it stays."""
    found = []
    try:
        with write_tx():
            try:
                act()
                db.session.flush()
            except Refused:
                found.append("refused")  # which of several reasons is said first may differ
            else:
                found.append([_rows(each) for each in TABLES])
            raise _Back
    except _Back:
        db.session.rollback()
    return found[0]


def _rows(model):
    numbers = dict(db.session.execute(_plain(select(Teacher.id, Teacher.staff_number))).all())
    found = []
    for row in db.session.execute(_plain(select(model.__table__))).mappings():
        kept = {name: value for name, value in row.items() if name not in APART}
        history = [
            numbers.get(row.get("teacher_id")),
            row.get("superseded_at") is None,
            row.get("supersedes_id") is None,
        ]
        found.append(str((sorted(kept.items()), history)))
    return sorted(found)


def _plain(statement):
    return statement.execution_options(unrestricted="test")


def _ids():
    return list(db.session.scalars(_plain(select(Teacher.id).order_by(Teacher.staff_number))))


def _people(given_, schools):
    return [
        bulk.NewPerson(**{key: value for key, value in each.items() if key != "school"},
                       organisation_id=schools[each["school"]])
        for each in given_
    ]  # fmt: skip


def one_by_one(people):
    for each in people:
        actions.create_person(actor=SYSTEM, not_a_double=True, **{
            key: value for key, value in asdict(each).items() if key not in ("document", "last_day", "leaving_reason")
        })  # fmt: skip


def _facts(given_, schools):
    """(kind, whose, values): spread over the people, in order."""
    ids = _ids()
    for place, each in enumerate(given_):
        values = {key: value for key, value in each.items() if key != "fact"}
        if "organisation_id" in values:
            values["organisation_id"] = schools[values["organisation_id"]]
        yield each["fact"], ids[place % len(ids)], values


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE)
def test_people_are_opened_alike(app, people):
    schools = _schools()
    new = _people(people, schools)
    assert looked_at(lambda: bulk.create_people(new, actor=SYSTEM)) == looked_at(lambda: one_by_one(new))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, facts=FACTS, grade=st.integers(1, 13))
def test_facts_are_put_on_record_and_corrected_alike(app, people, facts, grade):
    schools = _schools()
    new = list({each.staff_number: each for each in _people(people, schools)}.values())

    def single():
        bulk.create_people(new, actor=SYSTEM)
        titles = []
        for kind, person, values in _facts(facts, schools):
            made = actions.record_fact(kind, person, actor=SYSTEM, **values)
            titles += [made.id] if kind is FactKind.TITLE else []
        for each in titles:
            actions.supersede_fact(FactKind.TITLE, each, actor=SYSTEM, reason="test", post_grade=grade)

    def many():
        bulk.create_people(new, actor=SYSTEM)
        titles = []
        for kind, person, values in _facts(facts, schools):
            (made,) = bulk.record_facts(kind, [values | {"teacher_id": person}], actor=SYSTEM)
            titles += [made.made_id] if kind is FactKind.TITLE else []
        bulk.correct_facts(FactKind.TITLE, [(each, {"post_grade": grade}) for each in titles], actor=SYSTEM)

    assert looked_at(many) == looked_at(single)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, leaving=LEAVING, moving=MOVING)
def test_people_leave_and_move_alike(app, people, leaving, moving):
    schools = _schools()
    new = list({each.staff_number: each for each in _people(people, schools)}.values())
    leaves = {} if leaving is None else leaving | {"document": "文"}
    moves = {} if moving is None else moving | {"document": "文", "organisation_id": schools[1]}

    def single():
        bulk.create_people(new, actor=SYSTEM)
        for each in _ids() if moves else ():
            actions.transfer(each, actor=SYSTEM, **moves)
        for each in _ids() if leaves else ():
            actions.end_relation(each, actor=SYSTEM, **leaves)

    def many():
        bulk.create_people(new, actor=SYSTEM)
        bulk.transfer_people([bulk.Mover(teacher_id=each, **moves) for each in _ids() if moves], actor=SYSTEM)
        bulk.leave_people([bulk.Leaver(teacher_id=each, **leaves) for each in _ids() if leaves], actor=SYSTEM)

    assert looked_at(many) == looked_at(single)


def _schools():
    return [a_school("甲校").id, a_school("乙校").id]
