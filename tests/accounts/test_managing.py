"""Accounts and grants in the hands of the system administrator."""

from datetime import date

import pytest

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import grants_of
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from tests.factories.accounts import PASSWORD, actor_for, an_account, an_actor
from tests.factories.organisations import a_city, a_school

DAY = date(2026, 11, 24)


def reread(account_id):
    return db.session.get_one(Account, account_id, execution_options={"unrestricted": "test"}, populate_existing=True)


@pytest.fixture
def administrator(app):
    return an_account(Role.SYSTEM_ADMINISTRATOR, a_city())


@pytest.mark.both_databases
def test_give_role_reaches_the_organisation_from_its_first_day(administrator):
    school = a_school()
    account_id, school_id, actor = an_account(None, school).id, school.id, actor_for(administrator)
    with write_tx():
        actions.give_role(account_id, actor=actor, role=Role.PRINCIPAL, organisation_id=school_id, valid_from=DAY)
    assert grants_of(account_id, date(2026, 11, 23)) == ()
    (grant,) = grants_of(account_id, DAY)
    assert (grant.role, grant.organisation_ids) == (Role.PRINCIPAL, frozenset({school_id}))


def test_give_role_to_oneself_is_refused(administrator):
    city_id, actor, own_id = a_city().id, actor_for(administrator), administrator.id
    with pytest.raises(SelfInterest), write_tx():
        actions.give_role(own_id, actor=actor, role=Role.CITY_LEADER, organisation_id=city_id, valid_from=DAY)


def test_give_role_by_a_principal_is_not_visible(app):
    school = a_school()
    account_id, school_id, principal = an_account(None, school).id, school.id, an_actor(Role.PRINCIPAL, school)
    with pytest.raises(NotVisible), write_tx():
        actions.give_role(account_id, actor=principal, role=Role.PRINCIPAL, organisation_id=school_id, valid_from=DAY)


@pytest.mark.both_databases
def test_reset_password_gives_a_new_first_one(administrator):
    account_id, actor = an_account(Role.TEACHER, a_school()).id, actor_for(administrator)
    epoch = reread(account_id).epoch
    with write_tx():
        told = actions.reset_password(account_id, actor=actor)
    account = reread(account_id)
    assert actions.matches(account.password_hash, told)
    assert not actions.matches(account.password_hash, PASSWORD)
    assert (account.must_change_password, account.epoch) == (True, epoch + 1)


def test_reset_password_takes_the_right_over_every_place_the_account_has_a_role_at(administrator):
    school, other = a_school(), a_school()
    account_id, actor = an_account(Role.TEACHER, school).id, an_actor(Role.SYSTEM_ADMINISTRATOR, school)
    grant = {"role": Role.EXPERT, "organisation_id": other.id, "valid_from": date(2030, 1, 1)}
    with write_tx():
        actions.reset_password(account_id, actor=actor)
    with write_tx():
        actions.give_role(account_id, actor=actor_for(administrator), **grant)
    with pytest.raises(NotVisible), write_tx():
        actions.reset_password(account_id, actor=actor)


def test_disabled_account_is_out_at_once_and_may_come_back(administrator, sign_in):
    account = an_account(Role.TEACHER, a_school())
    account_id, actor = account.id, actor_for(administrator)
    client = sign_in(account)
    assert client.get("/me").status_code == 200
    with write_tx():
        actions.disable_account(account_id, actor=actor)
    assert client.get("/me").status_code == 302
    with pytest.raises(Refused, match="account_disabled"), write_tx():
        actions.disable_account(account_id, actor=actor)
    with write_tx():
        actions.enable_account(account_id, actor=actor)
    assert reread(account_id).disabled_at is None


def test_account_pages_open_for_the_administrator_alone(administrator, sign_in):
    school = a_school()
    other = an_account(Role.PRINCIPAL, school)
    paths = ["/accounts?q=u&role=principal", f"/accounts/{other.id}", f"/accounts/{other.id}/grants/new"]
    admin, principal = sign_in(administrator), sign_in(other)
    assert [admin.get(path).status_code for path in paths] == [200, 200, 200]
    assert [principal.get(path).status_code for path in paths] == [403, 403, 403]


def test_account_list_takes_as_many_queries_for_three_rows_as_for_one(administrator, sign_in, count_queries):
    client = sign_in(administrator)
    client.get("/accounts")
    with count_queries() as few:
        client.get("/accounts")
    an_account(Role.TEACHER, a_school()), an_account(Role.TEACHER, a_school())
    with count_queries() as many:
        client.get("/accounts")
    assert len(many) == len(few)


def test_grant_is_given_and_ended_in_the_browser_form(administrator, sign_in):
    school = a_school("云帆小学")
    account_id, school_id, client = an_account(None, school).id, school.id, sign_in(administrator)
    form = {"role": "principal", "organisation_id": school_id, "valid_from": "2020-09-01", "valid_to": ""}
    assert client.post(f"/accounts/{account_id}/grants/new", data=form).status_code == 302
    (grant,) = grant_rows(account_id)
    answer = client.post(f"/accounts/grants/{grant.id}/end", data={"last_day": "2020-09-02"})
    assert answer.status_code == 302
    assert grants_of(account_id, date(2020, 9, 3)) == ()


def grant_rows(account_id):
    from_database = RoleGrant.__table__.select().where(RoleGrant.account_id == account_id)
    return db.session.execute(from_database.execution_options(unrestricted="test")).all()


def test_permissions_to_manage_are_held_by_the_system_administrator_alone():
    assert {role for role in Role if Permission.ACCOUNTS_MANAGE in MAY[role]} == {Role.SYSTEM_ADMINISTRATOR}
