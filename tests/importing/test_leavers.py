"""Rows of people who have left: never on record before, still in the file afterwards, back again."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.database import db
from teacher_growth.importing.models import ImportRow
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import PersonnelRelation, Teacher, WorkPlace
from teacher_growth.people.rules.codes import LeavingReason, Stage
from teacher_growth.sheets import Kind
from tests.factories.accounts import an_actor
from tests.factories.importing import a_file, a_person_row, a_table, a_workbook, imported, staged, undone
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.importing.pages import every
from tests.importing.test_importing import lines, people

LEFT = {"leaving_reason": "退休", "last_day": "2024-07-31"}
GONE = (date(2015, 9, 1), date(2024, 7, 31), LeavingReason.RETIRED)


@pytest.fixture
def school(app):
    return a_school("示例小学")


def a_roster(*rows):
    return a_file(Kind.PEOPLE, *({"organisation": "示例小学"} | row for row in rows))


def relations():
    return [(each.valid_from, each.valid_to, each.leaving_reason) for each in every(PersonnelRelation)]


@pytest.mark.both_databases
def test_somebody_who_left_is_put_on_record_with_both_days(school, database):
    path = a_roster(a_person_row(**LEFT))
    done = imported(path, Kind.PEOPLE)
    assert (done.counts, done.errors, done.warnings) == ((1, 0, 0, 0), [], [(2, "K", "comes_as_left")])
    assert relations() == [GONE]
    assert [(each.valid_from, each.valid_to) for each in every(WorkPlace)] == [GONE[:2]]
    assert imported(path, Kind.PEOPLE).counts == (0, 0, 1, 0)
    undone(done.batch_id)
    assert [each.voided for each in every(Teacher)] == [True]


def test_somebody_who_leaves_in_days_to_come_is_at_work_until_then(school):
    done = imported(a_roster(a_person_row(leaving_reason="退休", last_day="2027-07-31")), Kind.PEOPLE)
    assert (done.counts, done.warnings) == ((1, 0, 0, 0), [])
    assert relations() == [(date(2015, 9, 1), date(2027, 7, 31), LeavingReason.RETIRED)]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"leaving_reason": "退休"}, (2, None, "leaving_incomplete")),
        ({"last_day": "2024-07-31"}, (2, None, "leaving_incomplete")),
        (LEFT | {"last_day": "2015-08-31"}, (2, "K", "period_reversed")),
        (LEFT | {"since": ""}, (2, "I", "needed_for_new")),
    ],
)
def test_half_of_a_leaving_is_refused(school, changes, error):
    assert staged(a_roster(a_person_row(**changes)), Kind.PEOPLE).errors == [error]


def test_a_list_of_those_who_left_tells_nobody_missing(school):
    a_teacher("赵静", school)
    assert staged(a_roster(a_person_row(**LEFT)), Kind.PEOPLE).results[0]["rows"] == 1
    assert [each.verdict for each in every(ImportRow)] == ["new"]


def test_facts_of_somebody_who_left_come_with_him(school):
    book = {
        "教师名册": a_table(Kind.PEOPLE, [a_person_row(organisation="示例小学", **LEFT)]),
        "职称": a_table(Kind.TITLES, [{"staff_number": "A0001", "level": "一级教师", "valid_from": "2020-12-01"}]),
        "业绩": a_table(Kind.ACHIEVEMENTS, [{
            "staff_number": "A0001", "kind": "论文", "title": "某文", "level": "县级教育部门", "grade": "二等",
            "issuer": "某局", "issued_on": "2020-05-20",
        }]),
    }  # fmt: skip
    done = staged(a_workbook(book))
    assert [(each["kind"], each["created"]) for each in done.results] == [
        (Kind.PEOPLE, 1), (Kind.TITLES, 1), (Kind.ACHIEVEMENTS, 0)
    ]  # fmt: skip
    assert done.errors == [(2, "A", "achievement_no_school")]  # as of one on record: nobody answers for it


# --- on record, and gone --------------------------------------------------------------------------


@pytest.fixture
def gone(school):
    imported(a_roster(a_person_row(**LEFT)), Kind.PEOPLE)
    return people()[0]


@pytest.fixture(params=["system", "county"])
def clerk(request, gone):
    """Nobody sees the file of one who left, but for the system; the clerk who kept it knows him again."""
    if request.param == "system":
        return SYSTEM
    school = db.session.get_one(Organisation, every(PersonnelRelation)[0].organisation_id)
    return an_actor(Role.COUNTY_CLERK, db.session.get_one(Organisation, school.parent_id))


def test_a_roster_that_still_has_him_does_not_bring_him_back(clerk, gone):
    done = imported(a_roster(a_person_row()), Kind.PEOPLE, actor=clerk)
    assert (done.counts, done.errors, done.warnings) == ((0, 0, 1, 0), [], [(2, "I", "left_already")])
    assert relations() == [GONE]


def test_another_last_day_of_one_who_left_is_refused_by_name(clerk, gone):
    row = a_person_row(leaving_reason="退休", last_day="2024-08-31")
    assert staged(a_roster(row), Kind.PEOPLE, actor=clerk).errors == [(2, "K", "left_otherwise")]


@pytest.mark.both_databases
def test_who_comes_back_begins_anew(clerk, gone, database):
    path = a_roster(a_person_row(since="2025-09-01", employment="合同制", stage="初中"))
    done = imported(path, Kind.PEOPLE, actor=clerk)
    assert (done.counts, done.errors) == ((0, 1, 0, 0), [])
    assert relations() == [GONE, (date(2025, 9, 1), None, None)]
    assert [(each.valid_from, each.valid_to) for each in lines(WorkPlace, people()[0])] == [
        GONE[:2], (date(2025, 9, 1), None)
    ]  # fmt: skip
    assert people()[0].stage is Stage.JUNIOR
    assert imported(path, Kind.PEOPLE, actor=clerk).counts == (0, 0, 1, 0)
    undone(done.batch_id, clerk)
    assert [(each.valid_from, each.valid_to) for each in lines(PersonnelRelation, people()[0])] == [GONE[:2]]


@pytest.mark.parametrize("since", ["2024-07-31", "2016-09-01", "2010-09-01"])
def test_nobody_comes_back_before_he_left(clerk, gone, since):
    done = staged(a_roster(a_person_row(since=since)), Kind.PEOPLE, actor=clerk)
    assert done.errors == [(2, "I", "return_date")]


def test_who_left_another_county_is_somebody_of_elsewhere(gone):
    county = a_county("乙县")
    a_school("乙小学", county)
    row = a_person_row(since="2025-09-01") | {"organisation": "乙小学"}
    done = staged(a_file(Kind.PEOPLE, row), Kind.PEOPLE, actor=an_actor(Role.COUNTY_CLERK, county))
    assert done.errors == [(2, "A", "person_elsewhere")]


def test_another_name_under_the_number_of_one_who_left_is_refused(gone):
    row = a_person_row(name="赵静", birth_date="1990-01-01", since="2025-09-01")
    assert staged(a_roster(row), Kind.PEOPLE).errors == [(2, "B", "name_differs")]
