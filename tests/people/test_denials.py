"""Who may not read or write in a file."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import give_role
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible
from teacher_growth.people import actions
from teacher_growth.people.rules.codes import (
    LeaveKind,
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind, writes
from tests.factories.accounts import an_account, an_actor
from tests.factories.organisations import a_place_for, a_school
from tests.factories.people import a_fact, a_teacher
from tests.people.files import TITLE, a_title, titles

D = date


def test_a_file_elsewhere_is_not_there(office):
    client, _, _ = office
    far = a_teacher("孙远", a_school("别处小学"))
    title = a_title(far, document="别处〔2016〕1号")
    paths = ["facts/title/new", f"facts/title/{title}/correct", f"facts/title/{title}/void", "facts/title/history"]
    answers = [client.get(f"/people/{far.id}/{path}") for path in [*paths, "leaving"]]
    assert [(each.status_code, "孙远" in each.text or "别处" in each.text) for each in answers] == [(404, False)] * 5
    assert client.post(f"/people/{far.id}/facts/title/new", data=TITLE).status_code == 404
    assert titles(far) == [(TitleLevel.SECOND, D(2016, 9, 1))]


@pytest.mark.parametrize("role", [Role.TRAINING_CLERK, Role.PRINCIPAL, Role.COUNTY_LEADER, Role.INSPECTOR])
def test_who_only_reads_writes_nothing(app, sign_in, role):
    school = a_school()
    teacher, client = a_teacher(at=school), sign_in(an_account(role, a_place_for(role, school)))
    page = client.get(f"/people/{teacher.id}")
    assert (page.status_code, "/facts/title/new" in page.text) == (200, False)
    assert client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE).status_code == 404
    assert [client.get(path).status_code for path in ("/people/new", "/people/arrivals/new")] == [403, 403]


def test_ones_own_file_is_written_by_others_and_the_page_says_by_whom(app, sign_in):
    school = a_school("青禾小学")
    clerk, other = a_teacher("周文", school), a_teacher("吴静", school)
    client = sign_in(an_account(Role.ACADEMIC_OFFICE, school, clerk))
    an_account(Role.ACADEMIC_OFFICE, school, other)
    title = a_title(clerk)
    for path in ("facts/title/new", f"facts/title/{title}/correct", f"facts/title/{title}/void", "leaving"):
        assert client.get(f"/people/{clerk.id}/{path}").status_code == 403
    page = client.get(f"/people/{clerk.id}").text
    assert [part in page for part in ("青禾小学教务处", "吴静", "/facts/title/new")] == [True, True, False]
    assert client.get(f"/people/{clerk.id}/facts/title/history").status_code == 200


@pytest.mark.parametrize(
    ("role", "may_read", "may_write"),
    [
        (Role.ACADEMIC_OFFICE, {FactKind.LEAVE}, {FactKind.LEAVE}),
        (Role.PRINCIPAL, {FactKind.LEAVE, FactKind.ETHICS}, set()),
        (Role.COUNTY_CLERK, set(), set()),
        (Role.DISCIPLINE_OFFICER, {FactKind.ETHICS, FactKind.DISCIPLINE}, {FactKind.ETHICS, FactKind.DISCIPLINE}),
    ],
)
def test_delicate_kinds_open_for_few(app, sign_in, role, may_read, may_write):
    school = a_school()
    teacher, client = a_teacher(at=school), sign_in(an_account(role, a_place_for(role, school)))
    delicate = (FactKind.LEAVE, FactKind.ETHICS, FactKind.DISCIPLINE)
    address = f"/people/{teacher.id}/facts"
    read = {kind for kind in delicate if client.get(f"{address}/{kind}/history").status_code == 200}
    written = {kind for kind in delicate if client.get(f"{address}/{kind}/new").status_code == 200}
    assert (read, written) == (may_read, may_write)


def test_rights_of_one_school_open_no_delicate_kind_of_another(app, sign_in):
    mine, other = a_school(), a_school()
    account = an_account(Role.PRINCIPAL, mine)
    with write_tx():
        give_role(
            account.id, actor=SYSTEM, role=Role.TRAINING_CLERK, organisation_id=other.id, valid_from=D(2020, 1, 1)
        )
    far = a_teacher(at=other)
    a_fact(FactKind.LEAVE, far, organisation_id=other.id, kind=LeaveKind.SICK, valid_from=D(2026, 3, 2))
    client = sign_in(account)
    assert "病假" not in client.get(f"/people/{far.id}").text
    assert client.get(f"/people/{far.id}/facts/leave/history").status_code == 404


def test_a_leave_is_kept_by_the_school_it_is_taken_at(app):
    home, host = a_school(), a_school()
    teacher = a_teacher(at=home)
    clerk = an_actor(Role.ACADEMIC_OFFICE, home)
    values = {"kind": LeaveKind.SICK, "valid_from": D(2026, 3, 2)}
    with pytest.raises(NotVisible), write_tx():
        actions.record_fact(FactKind.LEAVE, teacher.id, actor=clerk, organisation_id=host.id, **values)
    with write_tx():
        actions.record_fact(FactKind.LEAVE, teacher.id, actor=clerk, organisation_id=home.id, **values)


def test_every_kind_is_written_by_somebody(app):
    school = a_school()
    actors = [an_actor(role, a_place_for(role, school)) for role in Role]
    assert [kind for kind in FactKind if not any(each.may_for_others(writes(kind)) for each in actors)] == []
