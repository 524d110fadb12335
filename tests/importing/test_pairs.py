"""Pairs of a sheet beside those on record, and beside the people of the same file."""

from datetime import date

import pytest

from teacher_growth.access.roles import Role
from teacher_growth.errors import Refused
from teacher_growth.importing.models import ImportRow
from teacher_growth.importing.rules.states import Verdict
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import PairKind, PairState
from teacher_growth.people.models import Teacher
from teacher_growth.sheets import Kind
from tests.factories.accounts import an_actor
from tests.factories.importing import a_file, a_person_row, a_table, a_workbook, imported, staged, undone
from tests.factories.mentoring import a_pair, the_pair
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher
from tests.importing.pages import every

LETTER = date(2025, 9, 1)


def a_pair_row(mentor, mentee, **changes):
    return {
        "mentor_number": mentor, "mentee_number": mentee, "kind": "教学师徒", "letter_date": LETTER.isoformat(),
        "planned_end": "2028-08-31", "document": "示例教〔2025〕1号",
    } | changes  # fmt: skip


@pytest.fixture
def two(app):
    school = a_school()
    return a_teacher("吴老师", school), a_teacher("小林", school)


def a_running_pair(mentor, mentee, **values):
    how = {"planned_end": date(2028, 8, 31), "mentor_document": "示例教〔2025〕1号"} | values
    return a_pair(PairState.ACTIVE, mentor=mentor, mentee=mentee, **how)


def rows_of(batch_id):
    return [(each.verdict, each.changes) for each in every(ImportRow) if each.batch_id == batch_id]


@pytest.mark.both_databases
def test_another_planned_end_is_told_with_old_and_new_and_becomes_so(two, database):
    mentor, mentee = two
    pair_id = a_running_pair(mentor, mentee)
    path = a_file(Kind.PAIRS, a_pair_row(mentor.staff_number, mentee.staff_number, planned_end="2027-08-31"))
    done = imported(path, Kind.PAIRS)
    assert (done.counts, done.errors) == ((0, 1, 0, 0), [])
    assert rows_of(done.batch_id) == [(Verdict.CHANGED, {"planned_end": ["2028-08-31", "2027-08-31"]})]
    assert (the_pair(pair_id).planned_end, the_pair(pair_id).state) == (date(2027, 8, 31), PairState.ACTIVE)
    assert imported(path, Kind.PAIRS).counts == (0, 0, 1, 0)
    undone(done.batch_id)
    assert (the_pair(pair_id).planned_end, the_pair(pair_id).mentor_document) == (
        date(2028, 8, 31), "示例教〔2025〕1号",
    )  # fmt: skip


def test_a_pair_approved_here_gets_the_letter_of_the_sheet(two):
    mentor, mentee = two
    pair_id = a_running_pair(mentor, mentee, planned_end=None, mentor_document=None)
    done = imported(a_file(Kind.PAIRS, a_pair_row(mentor.staff_number, mentee.staff_number)), Kind.PAIRS)
    assert rows_of(done.batch_id) == [(Verdict.CHANGED, {
        "planned_end": [None, "2028-08-31"], "document": [None, "示例教〔2025〕1号"],
    })]  # fmt: skip
    assert (the_pair(pair_id).planned_end, the_pair(pair_id).mentor_document) == (
        date(2028, 8, 31), "示例教〔2025〕1号",
    )  # fmt: skip
    undone(done.batch_id)
    assert (the_pair(pair_id).planned_end, the_pair(pair_id).mentor_document) == (None, None)


def test_a_changed_pair_that_went_on_since_is_not_taken_back(two):
    mentor, mentee = two
    a_running_pair(mentor, mentee)
    numbers = mentor.staff_number, mentee.staff_number
    first = imported(a_file(Kind.PAIRS, a_pair_row(*numbers, planned_end="2027-08-31")), Kind.PAIRS)
    imported(a_file(Kind.PAIRS, a_pair_row(*numbers, planned_end="2026-08-31")), Kind.PAIRS)
    with pytest.raises(Refused, match="import_built_on"):
        undone(first.batch_id)


def test_blank_cells_say_nothing_of_a_pair(two):
    mentor, mentee = two
    a_running_pair(mentor, mentee)
    row = a_pair_row(mentor.staff_number, mentee.staff_number, planned_end="", document="")
    assert staged(a_file(Kind.PAIRS, row), Kind.PAIRS).counts == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("state", "changes", "error"),
    [
        (PairState.ACTIVE, {"letter_date": "2025-10-01"}, (2, "D", "pair_letter_fixed")),
        (PairState.ACTIVE, {"planned_end": "2025-08-31"}, (2, "E", "pair_planned_end")),
        (PairState.ENDED, {"planned_end": "2027-08-31"}, (2, "E", "pair_not_running")),
        (PairState.PROPOSED, {"planned_end": "2027-08-31", "document": ""}, (2, "E", "pair_not_running")),
    ],
)
def test_what_cannot_be_changed_of_a_pair_is_refused_by_name(two, state, changes, error):
    mentor, mentee = two
    a_pair(state, mentor=mentor, mentee=mentee, planned_end=date(2028, 8, 31), mentor_document="示例教〔2025〕1号")
    done = staged(a_file(Kind.PAIRS, a_pair_row(mentor.staff_number, mentee.staff_number, **changes)), Kind.PAIRS)
    assert (done.counts, done.errors) == ((0, 0, 0, 1), [error])


def test_a_pair_of_another_county_is_not_changed(two):
    mentor, mentee = two
    a_running_pair(mentor, mentee)
    county = a_county("乙县")
    row = a_pair_row(mentor.staff_number, mentee.staff_number, planned_end="2027-08-31")
    done = staged(a_file(Kind.PAIRS, row), Kind.PAIRS, actor=an_actor(Role.COUNTY_CLERK, county))
    assert [code for _row, _column, code in done.errors] == ["person_unknown_here", "person_unknown_here"]


def test_places_on_record_and_in_the_file_count_together(two):
    mentor, mentee = two
    school = a_school("丙校")
    a_running_pair(mentor, a_teacher("小吴", school))
    others = [a_teacher("小周", school), a_teacher("小郑", school)]
    rows = [a_pair_row(mentor.staff_number, each.staff_number) for each in others]
    assert staged(a_file(Kind.PAIRS, *rows), Kind.PAIRS).errors == [(3, "A", "mentor_full")]


def all_of(people, pairs, **more):
    sheets = {"教师名册": a_table(Kind.PEOPLE, people), "师徒结对": a_table(Kind.PAIRS, pairs)}
    return a_workbook(sheets | more)


@pytest.mark.both_databases
def test_pairs_of_people_whom_the_same_file_brings(app, database):
    school = a_school("示例小学")
    known = a_teacher("吴老师", school)
    people = [
        a_person_row(staff_number="A0001", name="王芳", organisation="示例小学"),
        a_person_row(staff_number="A0002", name="李明", organisation="示例小学", since="2025-08-20"),
        a_person_row(staff_number="A0003", name="周洁", organisation="示例小学", since="2025-08-20"),
    ]
    pairs = [a_pair_row("A0001", "A0002", mentee_name="李明"), a_pair_row(known.staff_number, "A0003")]
    done = imported(all_of(people, pairs))
    assert ([each["created"] for each in done.results], done.errors) == ([3, 2], [])
    ids = {each.staff_number: each.id for each in every(Teacher)}
    assert [(each.mentor_id, each.mentee_id, each.organisation_id, each.kind) for each in every(MentorPair)] == [
        (ids["A0001"], ids["A0002"], school.id, PairKind.SUBJECT), (known.id, ids["A0003"], school.id, PairKind.SUBJECT)
    ]  # fmt: skip
    again = staged(all_of(people, pairs))
    assert [(each["unchanged"], each["created"], each["updated"]) for each in again.results] == [(3, 0, 0), (2, 0, 0)]
    undone(done.batch_id)
    assert [each.state for each in every(MentorPair)] == [PairState.WITHDRAWN] * 2


def test_pairs_in_a_school_that_the_same_file_brings(app):
    a_county("示例县")
    schools = a_table(
        Kind.ORGANISATIONS, [{"name": "新小学", "kind": "学校", "parent": "示例县", "school_type": "小学"}]
    )
    people = [a_person_row(staff_number=number, name=number, organisation="新小学") for number in ("A1", "A2", "A3")]
    pairs = [a_pair_row("A1", "A2"), a_pair_row("A1", "A3")]
    done = imported(all_of(people, pairs, **{"单位": schools}))
    assert ([each["created"] for each in done.results], done.errors) == ([1, 3, 2], [])


def test_what_is_wrong_with_pairs_of_people_to_come_is_said_before(app):
    school = a_school("示例小学")
    known = a_teacher("吴老师", school)
    late = {"organisation": "示例小学", "since": "2025-10-01"}
    people = [
        a_person_row(staff_number="A0001", name="王芳", organisation="示例小学"),
        a_person_row(staff_number="A0002", name="李明", **late),
        a_person_row(staff_number="A0003", name="周洁", organisation="示例小学", since=""),
    ]
    pairs = [
        a_pair_row("A0001", "A0002"), a_pair_row("A0001", "A0003"), a_pair_row("A0001", "A0001"),
        a_pair_row("A0001", known.staff_number, mentor_name="张三"),
    ]  # fmt: skip
    done = staged(all_of(people, pairs))
    assert [(each["row"], each["code"]) for each in done.results[1]["errors"]] == [
        (2, "mentee_not_at_work"), (3, "person_unknown_here"), (4, "pair_with_oneself"), (5, "name_differs"),
    ]  # fmt: skip


def test_a_pair_at_the_school_to_which_the_same_file_transfers_him(app):
    old, new = a_school("甲校"), a_school("乙校")
    moved, mentor = a_teacher("小林", old), a_teacher("吴老师", new)
    person = a_person_row(
        staff_number=moved.staff_number, name="小林", organisation="乙校", since="2025-08-20", document="调〔2025〕1号"
    )
    done = imported(all_of([person], [a_pair_row(mentor.staff_number, moved.staff_number)]))
    assert ([(each["created"], each["updated"]) for each in done.results], done.errors) == ([(0, 1), (1, 0)], [])
    assert [each.organisation_id for each in every(MentorPair)] == [new.id]


def test_nobody_is_paired_whom_the_same_file_lets_go_before(app):
    school = a_school("示例小学")
    gone, mentor = a_teacher("小林", school), a_teacher("吴老师", school)
    person = a_person_row(
        staff_number=gone.staff_number,
        name="小林",
        organisation="示例小学",
        leaving_reason="辞职",
        last_day="2025-08-31",
    )
    done = staged(all_of([person], [a_pair_row(mentor.staff_number, gone.staff_number)]))
    assert [code for _row, _column, code in done.errors] == ["mentee_not_at_work"]
