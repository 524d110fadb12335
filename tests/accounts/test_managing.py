"""Accounts and grants in the hands of the system administrator."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, Role
from teacher_growth.accounts import actions
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import grants_of
from teacher_growth.accounts.rules import PLACES, date_fault
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.rules import OrganisationKind as K
from tests.accounts.browser import change
from tests.factories.accounts import PASSWORD, actor_for, an_account, an_actor
from tests.factories.organisations import a_city, a_county, a_school, an_organisation

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


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"valid_from": "0202-09-01"}, "日期应在 1950 年到 2100 年之间"),
        ({"valid_to": "2999-01-01"}, "日期应在 1950 年到 2100 年之间"),
        ({"valid_from": "2026-09-01", "valid_to": "2026-08-31"}, "结束日期不能早于开始日期"),
        ({"organisation_id": ""}, "请选择单位"),
        ({"organisation_id": "999999"}, "请从列表中选择单位"),
        ({"organisation_id": "２"}, "请从列表中选择单位"),
    ],
)
def test_grant_with_an_absurd_date_or_place_is_told_at_the_field(administrator, sign_in, changes, words):
    school = a_school()
    account_id, client = an_account(None, school).id, sign_in(administrator)
    form = {"role": "principal", "organisation_id": school.id, "valid_from": "2020-09-01", "valid_to": ""} | changes
    answer = client.post(f"/accounts/{account_id}/grants/new", data=form)
    assert (answer.status_code, words in answer.text, grant_rows(account_id)) == (422, True, [])


def test_end_of_a_grant_with_an_absurd_date_is_told_at_the_field(administrator, sign_in):
    account_id, client = an_account(Role.PRINCIPAL, a_school()).id, sign_in(administrator)
    (grant,) = grant_rows(account_id)
    answer = client.post(f"/accounts/grants/{grant.id}/end", data={"last_day": "2999-01-01"})
    assert (answer.status_code, "日期应在 1950 年到 2100 年之间" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "code"),
    [
        (date(1949, 12, 31), None, "grant_date"),
        (DAY, date(2101, 1, 1), "grant_date"),
        (DAY, date(2026, 11, 23), "period_reversed"),
        (date(1950, 1, 1), date(2100, 12, 31), None),
        (DAY, DAY, None),
    ],
)
def test_date_fault(administrator, valid_from, valid_to, code):
    assert date_fault(valid_from, valid_to) == code
    school = a_school()
    grant = {"role": Role.PRINCIPAL, "organisation_id": school.id, "valid_from": valid_from, "valid_to": valid_to}
    account_id, actor = an_account(None, school).id, actor_for(administrator)
    if code is None:
        with write_tx():
            actions.give_role(account_id, actor=actor, **grant)
    else:
        with pytest.raises(Refused, match=code), write_tx():
            actions.give_role(account_id, actor=actor, **grant)


def test_a_role_is_given_where_it_fits_alone(administrator):
    county = a_county()
    made = {
        K.CITY: a_city(), K.COUNTY: county, K.SCHOOL: a_school(county=county),
        **{kind: an_organisation(kind, kind.value, county) for kind in K if kind not in (K.CITY, K.COUNTY, K.SCHOOL)},
    }  # fmt: skip
    ids = {kind: each.id for kind, each in made.items()}
    account_id, actor = an_account(None, county).id, actor_for(administrator)

    def taken(role, kind):
        try:
            with write_tx():
                actions.give_role(account_id, actor=actor, role=role, organisation_id=ids[kind], valid_from=DAY)
        except Refused as refusal:
            return refusal.code != "role_not_here"
        return True

    staff = {K.SCHOOL, K.COLLEGE, K.TRAINING_SCHOOL, K.RESEARCH_OFFICE}
    assert {role: {kind for kind in K if taken(role, kind)} for role in (
        Role.PRINCIPAL, Role.COUNTY_CLERK, Role.CITY_LEADER, Role.PROVIDER, Role.DISCIPLINE_OFFICER, Role.EXPERT,
    )} == {
        Role.PRINCIPAL: staff, Role.COUNTY_CLERK: {K.COUNTY}, Role.CITY_LEADER: {K.CITY},
        Role.PROVIDER: {K.PROVIDER, K.COLLEGE, K.TRAINING_SCHOOL, K.RESEARCH_OFFICE},
        Role.DISCIPLINE_OFFICER: {K.CITY, K.COUNTY}, Role.EXPERT: set(K),
    }  # fmt: skip


def test_every_role_has_its_places():
    assert set(PLACES) == set(Role)


def test_forms_about_ones_own_grants_are_closed(administrator, sign_in):
    (grant,) = grant_rows(administrator.id)
    client = sign_in(administrator)
    paths = [f"/accounts/{administrator.id}/grants/new", f"/accounts/grants/{grant.id}/end"]
    assert [client.get(path).status_code for path in paths] == [403, 403]


def test_a_page_offers_no_reset_to_whom_it_would_be_refused(administrator, sign_in):
    school, other = a_school(), a_school()
    account_id, local = an_account(Role.TEACHER, school).id, an_account(Role.SYSTEM_ADMINISTRATOR, school)
    page = f"/accounts/{account_id}"
    assert "重置密码" in sign_in(local).get(page).text
    with write_tx():
        actions.give_role(
            account_id, actor=SYSTEM, role=Role.EXPERT, organisation_id=other.id, valid_from=date(2030, 1, 1)
        )
    text = sign_in(local).get(page).text
    assert ("重置密码</button>" in text, "须由上一级管理员重置" in text) == (False, True)
    assert "重置密码</button>" in sign_in(administrator).get(page).text


def test_list_is_narrowed_by_state(administrator, sign_in):
    fresh, gone = an_account(None, a_school(), login="fresh"), an_account(None, a_school(), login="gone")
    change(fresh.id, must_change_password=1)
    change(gone.id, disabled_at="2026-01-01T00:00:00.000000Z")
    client = sign_in(administrator)
    listed = {
        state: [each for each in ("fresh", "gone", administrator.login) if f">{each}<" in page]
        for state in ("first_password", "disabled", "used")
        for page in [client.get(f"/accounts?state={state}").text]
    }
    assert listed == {"first_password": ["fresh"], "disabled": ["gone"], "used": [administrator.login]}


def test_permissions_to_manage_are_held_by_the_system_administrator_alone():
    assert {role for role in Role if Permission.ACCOUNTS_MANAGE in MAY[role]} == {Role.SYSTEM_ADMINISTRATOR}
    assert {role for role in Role if Permission.ACCOUNTS_OPEN in MAY[role]} == {
        Role.SYSTEM_ADMINISTRATOR, Role.ACADEMIC_OFFICE,
    }  # fmt: skip
