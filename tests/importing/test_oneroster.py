"""OneRoster zips: enrolments as teaching, files that hold changes only, and zips that are not quite right."""

import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from teacher_growth.importing.models import ImportRow
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.people.models import Teacher, Teaching
from teacher_growth.people.rules.codes import Subject, Term
from teacher_growth.sheets import Kind
from tests.factories.importing import a_file, a_person_row, imported, staged, undone
from tests.importing.pages import every

V11 = {
    "manifest": """propertyName,value
manifest.version,1.0
oneroster.version,1.1
file.users,bulk
file.enrollments,bulk""",
    "orgs": """sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId
o-d,active,2026-08-01,示例县,district,,
o-1,active,2026-08-01,示例小学,school,,o-d""",
    "academicSessions": """sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
t-1,active,2026-08-01,秋,semester,2025-09-01,2026-01-31,,2026
t-2,active,2026-08-01,春,semester,02/09/2026,07/01/2026,,2026
y-1,active,2026-08-01,学年,schoolYear,2025-09-01,2026-08-31,,2026
t-0,tobedeleted,2026-08-01,旧,semester,2024-09-01,2025-01-31,,2025""",
    "courses": """sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,\
orgSourcedId,subjects,subjectCodes
c-1,active,2026-08-01,,数学,M1,03,o-1,数学,""",
    "classes": """sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,\
location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
k-1,active,2026-08-01,三（1）班数学,03,c-1,,scheduled,,o-1,"t-1,t-2",,,1
k-2,active,2026-08-01,三（2）班语文,03,,301,scheduled,,o-1,t-1,"语文,阅读",,2
k-3,active,2026-08-01,三（3）班,03,,,homeroom,,o-1,y-1,音乐,,
k-4,tobedeleted,2026-08-01,三（4）班,03,,,homeroom,,o-1,t-1,音乐,,
k-5,active,2026-08-01,三（5）班,03,,,homeroom,,o-1,t-0,音乐,,""",
    "users": """sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,\
givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
u-1,active,2026-08-01,true,o-1,teacher,t1,,芳,王,,J0001,,,,,03,
u-2,active,2026-08-01,true,o-1,teacher,t2,,明,李,,J0002,,,,,03,
u-3,tobedeleted,2026-08-01,true,o-1,teacher,t3,,远,周,,J0003,,,,,03,
u-9,active,2026-08-01,true,o-1,student,s1,,童,林,,,,,,,03,""",
    "demographics": """sourcedId,status,dateLastModified,birthDate,sex
u-1,active,2026-08-01,1980-02-03,female""",
    "enrollments": """sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,\
role,primary,beginDate,endDate
e-1,active,2026-08-01,k-1,o-1,u-1,teacher,true,,
e-2,active,2026-08-01,k-2,o-1,u-1,teacher,true,2025-10-08,
e-3,active,2026-08-01,k-3,o-1,u-2,teacher,true,,
e-4,active,2026-08-01,k-1,o-1,u-9,student,false,,
e-5,active,2026-08-01,k-2,o-1,u-3,teacher,false,,
e-6,active,2026-08-01,k-4,o-1,u-1,teacher,false,,
e-7,active,2026-08-01,k-5,o-1,u-1,teacher,false,,
e-8,tobedeleted,2026-08-01,k-2,o-1,u-2,teacher,false,,""",
}
V12 = {name: text for name, text in V11.items() if name != "demographics"} | {
    "manifest": V11["manifest"].replace("1.1", "1.2"),
    "roles": """sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,\
orgSourcedId,userProfileSourcedId
r-1,active,,u-1,primary,teacher,2019-08-15,,o-1,
r-2,active,,u-2,primary,teacher,2020-08-15,,o-1,
r-3,active,,u-3,primary,teacher,2020-08-15,,o-1,
r-9,active,,u-9,primary,student,2025-09-01,,o-1,""",
    "users": """sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,\
middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,\
preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns
u-1,active,,true,t1,,芳,王,,J0001,,,,,03,,,,,,o-1,
u-2,active,,true,t2,,明,李,,J0002,,,,,03,,,,,,o-1,
u-3,tobedeleted,,true,t3,,远,周,,J0003,,,,,03,,,,,,o-1,
u-9,active,,true,s1,,童,林,,,,,,,03,,,,,,o-1,""",
}
AUTUMN, SPRING = (2025, Term.AUTUMN), (2025, Term.SPRING)
TAUGHT = [
    ("J0001", *AUTUMN, Subject.MATHEMATICS, "三（1）班数学", date(2025, 9, 1), date(2026, 1, 31)),
    ("J0001", *AUTUMN, Subject.CHINESE, "301", date(2025, 10, 8), date(2026, 1, 31)),
    ("J0001", *SPRING, Subject.MATHEMATICS, "三（1）班数学", date(2026, 2, 9), date(2026, 7, 1)),
    ("J0002", *AUTUMN, Subject.MUSIC, "三（3）班", date(2025, 9, 1), date(2026, 1, 31)),
    ("J0002", *SPRING, Subject.MUSIC, "三（3）班", date(2026, 2, 1), date(2026, 8, 31)),
]


@pytest.fixture
def a_zip(tmp_path):
    """a_zip(files, folder="", more={}): text files by name, beside others as they are."""

    def made(
        files: Mapping[str, str], folder: str = "", more: Mapping[str, bytes] | None = None, encoding: str = "utf-8"
    ):
        path = tmp_path / "roster.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(f"{folder}{name}.csv", text.encode(encoding))
            for name, octets in (more or {}).items():
                archive.writestr(name, octets)
        return path

    return made


def changed(name, old, new, files=V11):
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


def taught():
    numbers = {each.id: each.staff_number for each in every(Teacher)}
    return sorted(
        (
            numbers[each.teacher_id],
            each.school_year,
            each.term,
            each.subject,
            each.grade,
            each.valid_from,
            each.valid_to,
        )
        for each in every(Teaching)
        if not each.voided and each.superseded_at is None
    )


def created(done):
    return {each["kind"]: each["created"] for each in done.results}


ALL = {Kind.ORGANISATIONS: 2, Kind.PEOPLE: 2, Kind.TEACHING: 5}


@pytest.mark.both_databases
@pytest.mark.parametrize("files", [V11, V12], ids=["1.1", "1.2"])
def test_enrolments_of_teachers_are_teaching_in_each_term(app, database, a_zip, files):
    done = imported(a_zip(files), mapping="oneroster")
    assert (created(done), done.errors, taught()) == (ALL, [], sorted(TAUGHT))
    assert {each.weekly_periods for each in every(Teaching)} == {0}
    codes = Counter(code for _row, _column, code in done.warnings)
    sexes = 2 if files is V12 else 1  # of whom demographics say nothing
    assert (codes["to_be_deleted"], codes["assumed"]) == (5, 5 + sexes)  # user, enrolment; of user, class, session
    again = staged(a_zip(files), mapping="oneroster")
    assert [(each["created"], each["updated"], each["refused"]) for each in again.results] == [(0, 0, 0)] * 3
    undone(done.batch_id)
    assert taught() == []


def test_periods_that_were_filled_in_stay(app, a_zip):
    imported(a_zip(V11), mapping="oneroster")
    row = {
        "staff_number": "J0001", "organisation": "示例小学", "school_year": "2025", "term": "秋季学期",
        "subject": "语文", "grade": "301", "weekly_periods": "12",
    }  # fmt: skip
    assert imported(a_file(Kind.TEACHING, row), Kind.TEACHING).counts == (0, 1, 0, 0)
    again = imported(a_zip(V11), mapping="oneroster")
    assert [each["updated"] for each in again.results] == [0, 0, 0]
    assert sorted(each.weekly_periods for each in every(Teaching) if each.superseded_at is None) == [0, 0, 0, 0, 120]


@pytest.mark.parametrize(("value", "missing"), [("bulk", ["J0002"]), ("delta", [])])
def test_who_is_not_in_a_file_of_changes_is_not_missing(app, a_zip, value, missing):
    imported(a_zip(V11), mapping="oneroster")
    files = changed("users", "\nu-2,active,2026-08-01,true,o-1,teacher,t2,,明,李,,J0002,,,,,03,", "")
    files = changed("manifest", "file.users,bulk", f"file.users,{value}", files)
    done = staged(a_zip({name: text for name, text in files.items() if name != "enrollments"}), mapping="oneroster")
    rows = [each for each in every(ImportRow) if each.batch_id == done.batch_id]
    assert [each.key for each in rows if each.verdict == "missing"] == missing
    assert [code for _row, _column, code in done.warnings if code == "sheet_partial"] == ["sheet_partial"] * (
        not missing
    )


@pytest.mark.parametrize(
    ("files", "error"),
    [
        (changed("enrollments", "k-3,o-1,u-2", "k-3,o-1,u-7"), (4, None, "join_none")),
        (changed("enrollments", "k-3,o-1", "k-7,o-1"), (4, None, "join_none")),
        (changed("classes", '"t-1,t-2"', '"t-1,t-7"'), (2, None, "join_none")),
        (changed("classes", ",y-1,", ',"t-1,t-1,t-1,t-1,t-2",'), (4, None, "join_many")),
        (
            changed("academicSessions", "2025-09-01,2026-01-31", "开学,2026-01-31"),
            (2, "academicSessions.startDate", "code_unknown"),
        ),
    ],
)  # fmt: skip
def test_what_an_enrolment_refers_to_has_to_be_there(app, a_zip, files, error):
    done = staged(a_zip(files), mapping="oneroster")
    assert done.errors[0] == error


@pytest.mark.parametrize(
    "written", ["2025-09-01", "9/1/2025", "2025/9/1", "01.09.2025", "2025-09-01T00:00:00Z", "20250901"]
)
def test_days_may_be_written_in_several_ways(app, a_zip, written):
    imported(a_zip(changed("academicSessions", "2025-09-01,2026-01-31", f"{written},2026-01-31")), mapping="oneroster")
    assert taught() == sorted(TAUGHT)


# --- zips that are not quite right ----------------------------------------------------------------


def without(*names):
    return {name: text for name, text in V11.items() if name not in names}


def test_without_a_manifest_it_counts_as_whole(app, a_zip):
    done = imported(a_zip(without("manifest")), mapping="oneroster")
    assert (created(done), done.errors) == (ALL, [])


@pytest.mark.parametrize("name", ["classes", "academicSessions"])
def test_enrolments_without_what_they_refer_to_are_left_out_and_said(app, a_zip, name):
    done = imported(a_zip(without(name)), mapping="oneroster")
    assert (created(done), done.errors, taught()) == ({Kind.ORGANISATIONS: 2, Kind.PEOPLE: 2}, [], [])
    lacking = [(each["sheet"], each["value"]) for one in done.results for each in one["warnings"]
               if each["code"] == "sheet_lacks"]  # fmt: skip
    assert lacking == [("enrollments", name)]


def test_of_people_on_record_it_says_nothing_that_it_does_not_know(app, a_zip):
    imported(a_zip(V11), mapping="oneroster", on_day=date(2025, 9, 1))
    row = a_person_row(staff_number="J0002", name="李明", sex="男", birth_date="", since="2020-09-01", stage="小学",
                       subject="", organisation="示例小学")  # fmt: skip
    assert imported(a_file(Kind.PEOPLE, row), Kind.PEOPLE, on_day=date(2026, 1, 1)).errors == []
    again = staged(a_zip(V11), mapping="oneroster")
    assert [(each["created"], each["updated"], each["refused"]) for each in again.results] == [(0, 0, 0)] * 3


def test_users_alone_find_the_schools_that_are_known(app, a_zip):
    imported(a_zip(V11), mapping="oneroster")
    done = staged(a_zip({"users": V11["users"]}), mapping="oneroster")
    assert ([(each["kind"], each["unchanged"]) for each in done.results], done.errors) == ([(Kind.PEOPLE, 2)], [])


def test_without_organisations_every_person_says_so(app, a_zip):
    done = staged(a_zip(without("orgs", "enrollments")), mapping="oneroster")
    assert [code for _row, _column, code in done.errors] == ["organisation_unknown"] * 2


@pytest.mark.parametrize("how", ["bom", "folder", "mac", "windows", "capitals", "gb18030"])
def test_zips_as_systems_and_people_make_them(app, a_zip, how):
    junk = {
        "__MACOSX/oneroster/._users.csv": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X",
        "oneroster/.DS_Store": b"\x00Bud1",
    }
    path = {
        "bom": lambda: a_zip({name: "\ufeff" + text for name, text in V11.items()}),
        "folder": lambda: a_zip(V11, "导出/2026/"),
        "mac": lambda: a_zip(V11, "oneroster/", junk),
        "windows": lambda: a_zip({name: text.replace("\n", "\r\n") + "\r\n\r\n" for name, text in V11.items()}),
        "capitals": lambda: a_zip({name.upper(): text for name, text in V11.items()}),
        "gb18030": lambda: a_zip(V11, encoding="gb18030"),
    }[how]()
    done = imported(path, mapping="oneroster")
    assert (created(done), done.errors, taught()) == (ALL, [], sorted(TAUGHT))


def test_a_zip_within_a_folder_of_another_export_says_what_is_there_twice(app, a_zip):
    done = staged(a_zip(V11, "new/", {"old/users.csv": V11["users"].encode()}), mapping="oneroster")
    assert [code for _row, _column, code in done.errors if code == "row_double"] == ["row_double"] * 2


@pytest.mark.parametrize(
    ("files", "state"),
    [
        ({"manifest": V11["manifest"]}, BatchState.REFUSED),
        ({"readme": "hello"}, BatchState.REFUSED),
        ({"users": ""}, BatchState.REFUSED),
        ({"users": V11["users"].replace("familyName", "surname")}, BatchState.MAPPING),
    ],
)
def test_what_cannot_be_taken_at_all(app, a_zip, files, state):
    assert staged(a_zip(files), mapping="oneroster").state is state
