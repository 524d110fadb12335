"""From a file to what is on record, compared again, and back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.audit import queries as audit
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.rules import Event
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import known
from teacher_growth.importing import actions
from teacher_growth.importing.models import ImportRow
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.people.models import PersonnelRelation, Teacher, TeacherTitle, WorkPlace
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind, Stage, TitleLevel
from teacher_growth.sheets import Kind
from tests.factories.accounts import an_actor
from tests.factories.importing import a_file, a_person_row, a_table, a_workbook, imported, staged, undone
from tests.factories.organisations import a_county, a_school
from tests.factories.people import a_teacher

EDFI = Path(__file__).parent.parent / "data" / "edfi"


def people():
    statement = select(Teacher).order_by(Teacher.staff_number).execution_options(unrestricted="test")
    return list(db.session.scalars(statement))


def lines(model, teacher):
    statement = select(model).where(model.teacher_id == teacher.id, known(model)).order_by(model.valid_from, model.id)
    return list(db.session.scalars(statement.execution_options(unrestricted="test")))


def entries(event):
    statement = select(AuditEntry).where(AuditEntry.event == event).execution_options(unrestricted="test")
    return list(db.session.scalars(statement))


def a_roster(school, *rows):
    return a_file(Kind.PEOPLE, *({"organisation": school.name} | row for row in rows or [a_person_row()]))


@pytest.mark.both_databases
def test_new_people_get_a_file_a_relation_and_a_place(app, database):
    school = a_school("示例小学")
    done = imported(a_roster(school, a_person_row(), a_person_row(staff_number="A0002", name="李明")), Kind.PEOPLE)
    assert (done.counts, done.errors, done.warnings) == ((2, 0, 0, 0), [], [])
    first = people()[0]
    assert (first.name, first.stage, first.name_key) == ("王芳", Stage.PRIMARY, "wang fang")
    assert [(each.organisation_id, each.employment, each.valid_from) for each in lines(PersonnelRelation, first)] == [
        (school.id, Employment.ESTABLISHED, date(2015, 9, 1))
    ]
    assert [(each.organisation_id, each.kind) for each in lines(WorkPlace, first)] == [(school.id, PlaceKind.REGULAR)]
    (entry,) = entries(Event.IMPORT_APPLIED)
    assert (entry.subject_id, entry.people) == (done.batch_id, " 1 2 ")
    assert audit.verify(app.config["AUDIT_KEY"], app.extensions["anchors"].all())[1] == []


@pytest.mark.both_databases
def test_the_same_roster_again_changes_nothing(app, database):
    path = a_roster(a_school())
    imported(path, Kind.PEOPLE)
    assert imported(path, Kind.PEOPLE).counts == (0, 0, 1, 0)


@pytest.mark.both_databases
def test_a_changed_row_is_told_with_old_and_new_and_becomes_so(app, database):
    school = a_school()
    imported(a_roster(school), Kind.PEOPLE)
    path = a_roster(school, a_person_row(stage="初中", employment="合同制"))
    done = imported(path, Kind.PEOPLE, on_day=date(2026, 9, 1))
    assert done.counts == (0, 1, 0, 0)
    teacher = people()[0]
    assert teacher.stage is Stage.JUNIOR
    assert [(each.employment, each.valid_from, each.valid_to) for each in lines(PersonnelRelation, teacher)] == [
        (Employment.ESTABLISHED, date(2015, 9, 1), date(2026, 8, 31)),
        (Employment.CONTRACT, date(2026, 9, 1), None),
    ]
    assert imported(path, Kind.PEOPLE).counts == (0, 0, 1, 0)


@pytest.mark.both_databases
def test_another_school_is_a_transfer_with_date_and_document(app, database):
    old, new = a_school("甲校"), a_school("乙校")
    imported(a_roster(old), Kind.PEOPLE)
    moved = a_person_row(since="2025-09-01")
    assert staged(a_roster(new, moved), Kind.PEOPLE).errors == [(2, None, "transfer_document")]
    done = imported(a_roster(new, moved | {"document": "调〔2025〕3号"}), Kind.PEOPLE)
    assert (done.counts, done.errors) == ((0, 1, 0, 0), [])
    teacher = people()[0]
    assert [
        (each.organisation_id, each.valid_to, each.leaving_reason) for each in lines(PersonnelRelation, teacher)
    ] == [
        (old.id, date(2025, 8, 31), LeavingReason.TRANSFERRED),
        (new.id, None, None),
    ]
    assert [(each.organisation_id, each.kind, each.valid_to) for each in lines(WorkPlace, teacher)] == [
        (old.id, PlaceKind.REGULAR, date(2025, 8, 31)),
        (new.id, PlaceKind.TRANSFER, None),
    ]
    undone(done.batch_id)
    assert [(each.organisation_id, each.valid_to) for each in lines(PersonnelRelation, teacher)] == [(old.id, None)]
    assert [(each.organisation_id, each.valid_to) for each in lines(WorkPlace, teacher)] == [(old.id, None)]


def test_who_is_missing_in_the_file_is_told_and_stays(app):
    school = a_school()
    teacher = a_teacher("赵静", school)
    done = imported(a_roster(school), Kind.PEOPLE)
    assert done.counts == (1, 0, 0, 0)
    assert lines(PersonnelRelation, teacher)[0].valid_to is None
    statement = select(ImportRow).where(ImportRow.verdict == "missing")
    found = db.session.scalars(statement.execution_options(unrestricted="test")).all()
    assert [(each.key, each.name, each.target_id) for each in found] == [(teacher.staff_number, "赵静", teacher.id)]


def test_somebody_leaves_when_the_file_says_why_and_when(app):
    school = a_school()
    imported(a_roster(school), Kind.PEOPLE)
    gone = a_person_row(leaving_reason="退休", last_day="2026-08-31", document="退〔2026〕1号")
    assert imported(a_roster(school, gone), Kind.PEOPLE).counts == (0, 1, 0, 0)
    relation = lines(PersonnelRelation, people()[0])[0]
    assert (relation.valid_to, relation.leaving_reason) == (date(2026, 8, 31), LeavingReason.RETIRED)
    assert staged(a_roster(school, a_person_row(leaving_reason="退休")), Kind.PEOPLE).errors == [
        (2, None, "leaving_incomplete")
    ]


@pytest.mark.both_databases
def test_undone_nobody_was_ever_there_and_comes_again(app, database):
    school = a_school()
    path = a_roster(school)
    done = imported(path, Kind.PEOPLE)
    teacher = people()[0]
    undone(done.batch_id)
    db.session.expire_all()
    assert people()[0].voided
    assert (lines(PersonnelRelation, teacher), lines(WorkPlace, teacher)) == ([], [])
    assert [entry.subject_id for entry in entries(Event.IMPORT_UNDONE)] == [done.batch_id]
    again = imported(path, Kind.PEOPLE)
    assert again.counts == (1, 0, 0, 0)
    db.session.expire_all()
    assert [(each.id, each.voided) for each in people()] == [(teacher.id, False)]


def test_undoing_is_refused_when_somebody_built_on_it(app):
    school = a_school()
    done = imported(a_roster(school), Kind.PEOPLE)
    title = {"staff_number": "A0001", "level": "一级教师", "valid_from": "2020-12-01"}
    later = imported(a_file(Kind.TITLES, title), Kind.TITLES)
    with pytest.raises(Refused) as refusal:
        undone(done.batch_id)
    assert refusal.value.code == "import_built_on"
    undone(later.batch_id)
    with pytest.raises(Refused):  # the voided line still names the person
        undone(done.batch_id)


def test_pressed_twice_it_is_one_batch_and_acts_once(app):
    path = a_roster(a_school())
    one, two = staged(path, Kind.PEOPLE), staged(path, Kind.PEOPLE)
    assert one.batch_id == two.batch_id
    for _time in range(2):
        with write_tx():
            actions.apply_batch(one.batch_id, actor=SYSTEM)
    assert len(people()) == 1
    assert len(entries(Event.IMPORT_APPLIED)) == 1


def test_one_refused_row_and_nothing_is_taken_unless_told_so(app):
    school = a_school()
    path = a_roster(school, a_person_row(), a_person_row(staff_number="A0002", sex="?"))
    done = imported(path, Kind.PEOPLE)
    assert (done.errors, len(people())) == ([(3, "C", "code_unknown")], 0)
    with pytest.raises(Refused, match="import_has_errors"), write_tx():
        actions.apply_batch(done.batch_id, actor=SYSTEM)
    assert imported(path, Kind.PEOPLE, accept_good=True).counts == (1, 0, 0, 1)
    assert [each.staff_number for each in people()] == ["A0001"]


def test_what_was_changed_since_is_not_written_over(app):
    school = a_school()
    done = staged(a_roster(school), Kind.PEOPLE)
    a_teacher("赵静", school)
    with pytest.raises(Refused, match="import_stale"), write_tx():
        actions.apply_batch(done.batch_id, actor=SYSTEM)
    assert [each.name for each in people()] == ["赵静"]


def test_a_county_imports_into_itself_only(app):
    mine, other = a_county("甲县"), a_county("乙县")
    here, there = a_school("甲县小学", mine), a_school("乙县小学", other)
    clerk = an_actor(Role.COUNTY_CLERK, mine)
    stranger = a_teacher("孙远", there)
    rows = [
        a_person_row(organisation=here.name),
        a_person_row(staff_number="A0002", organisation=there.name),
        a_person_row(staff_number=stranger.staff_number, name="孙远", organisation=here.name),
    ]
    done = imported(a_file(Kind.PEOPLE, *rows), Kind.PEOPLE, actor=clerk, accept_good=True)
    assert done.errors == [(3, "G", "organisation_not_yours"), (4, "A", "person_elsewhere")]
    assert sorted(each.name for each in people()) == ["孙远", "王芳"]


def test_nobody_changes_his_own_file(app):
    school = a_school()
    teacher = a_teacher("王芳", school)
    clerk = an_actor(Role.ACADEMIC_OFFICE, school, teacher=teacher)
    row = a_person_row(staff_number=teacher.staff_number, name="王芳", stage="初中", organisation=school.name)
    assert staged(a_file(Kind.PEOPLE, row), Kind.PEOPLE, actor=clerk).errors == [(2, "A", "self_interest")]
    title = {"staff_number": teacher.staff_number, "level": "高级教师", "valid_from": "2020-12-01"}
    assert staged(a_file(Kind.TITLES, title), Kind.TITLES, actor=clerk).errors == [(2, "A", "self_interest")]


def test_who_may_not_import_is_turned_away(app):
    school = a_school()
    for role in (Role.TEACHER, Role.PRINCIPAL):
        with pytest.raises(NotVisible):
            staged(a_roster(school), Kind.PEOPLE, actor=an_actor(role, school))
    with pytest.raises(NotVisible):
        staged(a_roster(school), Kind.PEOPLE, actor=an_actor(Role.TRAINING_CLERK, school))


def test_a_batch_is_its_importers_own(app):
    school = a_school()
    done = staged(a_roster(school), Kind.PEOPLE, actor=an_actor(Role.ACADEMIC_OFFICE, school))
    colleague = an_actor(Role.ACADEMIC_OFFICE, school)
    with pytest.raises(NotVisible), write_tx():
        actions.apply_batch(done.batch_id, actor=colleague)


def test_sheets_of_one_workbook_are_taken_together(app):
    school = a_school("示例小学")
    title = {"staff_number": "A0001", "name": "王芳", "level": "一级教师", "valid_from": "2020-12-01"}
    path = a_workbook({
        "职称": a_table(Kind.TITLES, [title]),
        "教师名册": a_table(Kind.PEOPLE, [a_person_row(organisation=school.name)]),
        "说明": [["请按模板填写"]],
    })  # fmt: skip
    done = imported(path)
    assert [(each["kind"], each["created"]) for each in done.results] == [(Kind.PEOPLE, 1), (Kind.TITLES, 1)]
    assert [each.level for each in lines(TeacherTitle, people()[0])] == [TitleLevel.FIRST]


def test_two_of_one_name_are_two_and_one_person_twice_is_refused(app):
    school = a_school()
    rows = [
        a_person_row(),
        a_person_row(staff_number="A0002", birth_date="1990-01-02"),
        a_person_row(staff_number="A0003"),
        a_person_row(),
    ]
    done = staged(a_roster(school, *rows), Kind.PEOPLE)
    assert done.errors == [(5, "A", "row_double")]
    assert done.warnings == [(4, "B", "person_alike")]


@pytest.mark.both_databases
def test_edfi_comes_in_whole_and_goes_again(app, database):
    done = imported(EDFI, mapping="edfi")
    assert [(each["kind"], each["created"], each["refused"]) for each in done.results] == [
        (Kind.ORGANISATIONS, 6, 0), (Kind.PEOPLE, 68, 0), (Kind.POSTINGS, 69, 0), (Kind.POSTS, 7, 0),
        (Kind.CERTIFICATES, 56, 0), (Kind.LEAVES, 37, 0),
    ]  # fmt: skip
    codes = [code for _row, _column, code in done.warnings]
    assert (codes.count("experience_implausible"), codes.count("leave_open")) == (43, 37)
    assert len(people()) == 68
    again = imported(EDFI, mapping="edfi")
    assert {(each["created"], each["updated"]) for each in again.results} == {(0, 0)}
    undone(done.batch_id)
    db.session.expire_all()
    assert {each.voided for each in people()} == {True}
    assert done.state is BatchState.APPLIED
