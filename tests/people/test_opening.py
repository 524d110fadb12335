"""A school opens the accounts of its own teachers and resets their passwords, and nobody else's."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import disable_account, give_role, matches
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.accounts.queries import grants_of
from teacher_growth.clock import now, today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.people import actions, queries
from teacher_growth.people.models import Teacher
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import actor_for, an_account, an_actor, password_hash
from tests.factories.organisations import a_city, a_school
from tests.factories.people import a_fact, a_teacher, an_external
from tests.threads import at_once

TOLD = re.compile(r"<samp>([a-z]+(?:-[a-z]+){3}-\d\d)</samp>")
LATER = date(2099, 1, 1)
BY_HAND = {"unrestricted": "test", "populate_existing": True}


@pytest.fixture
def school(app):
    return a_school("青禾小学")


@pytest.fixture
def office(school):
    return an_account(Role.ACADEMIC_OFFICE, school, a_teacher("单老师", school))


def accounts(*teacher_ids):
    statement = select(Account).where(Account.teacher_id.in_(teacher_ids)).order_by(Account.login)
    return list(db.session.scalars(statement, execution_options=BY_HAND))


def opened(actor, *teachers):
    with write_tx():
        actions.open_teacher_accounts({each: password_hash() for each in teachers}, actor=actor)


def without(actor):
    return [each.name for each in db.session.scalars(queries.without_account(actor).order_by(Teacher.id))]


# --- whose ----------------------------------------------------------------------------------------


def test_a_school_opens_for_those_who_belong_to_it_alone(school, office):
    other, tomorrow, yesterday = a_school(), today() + timedelta(days=1), today() - timedelta(days=1)
    a_teacher("本校", school)
    a_teacher("新来", school, since=tomorrow)
    an_external("外聘", school)
    a_teacher("外校", other)
    a_fact(
        FactKind.PLACE,
        a_teacher("借用", other),
        organisation_id=school.id,
        kind=PlaceKind.SECONDMENT,
        valid_from=yesterday,
    )
    coming, leaving, gone = a_teacher("将调入", other), a_teacher("将调出", school), a_teacher("已退休", school)
    here, there = actor_for(office), an_actor(Role.ACADEMIC_OFFICE, other)
    moved = {"since": tomorrow, "employment": Employment.ESTABLISHED, "document": "调令"}
    with write_tx():
        actions.transfer(coming.id, actor=here, organisation_id=school.id, **moved)
    with write_tx():
        actions.transfer(leaving.id, actor=there, organisation_id=other.id, **moved)
    with write_tx():
        actions.end_relation(gone.id, actor=here, last_day=yesterday, reason=LeavingReason.RETIRED, document="文")
    assert without(here) == ["本校", "新来", "外聘", "将调出"]
    assert without(there) == ["外校", "借用", "将调入"]
    assert set(without(an_actor(Role.SYSTEM_ADMINISTRATOR, a_city()))) == {*without(here), *without(there)}
    assert without(an_actor(Role.PRINCIPAL, school)) == []


@pytest.mark.both_databases
def test_accounts_are_opened_with_the_right_of_a_teacher_and_the_staff_number(school, office):
    first, second = a_teacher("甲", school).id, a_teacher("乙", school).id
    opened(actor_for(office), first, second)
    made = accounts(first, second)
    numbers = [db.session.get_one(Teacher, each, execution_options=BY_HAND).staff_number for each in (first, second)]
    assert [(each.login, each.name, each.organisation_id, each.must_change_password) for each in made] == [
        (numbers[0], "甲", school.id, True), (numbers[1], "乙", school.id, True),
    ]  # fmt: skip
    assert [[(g.role, g.organisation_id) for g in grants_of(each.id, today())] for each in made] == [
        [(Role.TEACHER, school.id)]
    ] * 2
    event = text("SELECT count(*) FROM audit_entry WHERE event = 'accounts.account.created'")
    assert db.session.scalar(event, execution_options=BY_HAND) == 2
    assert without(actor_for(office)) == []


@pytest.mark.parametrize("wrong", ["other school", "absent", "has one"])
def test_accounts_are_opened_for_all_or_for_none(school, office, wrong):
    mine = a_teacher("甲", school).id
    have = a_teacher("乙", school)
    an_account(Role.TEACHER, school, have)
    strange = {"other school": a_teacher("丙", a_school()).id, "absent": 999_999, "has one": have.id}[wrong]
    with pytest.raises(NotVisible):
        opened(actor_for(office), mine, strange)
    assert accounts(mine) == []


def test_a_number_that_opens_a_door_already_is_said(school, office):
    teacher = a_teacher("甲", school)
    an_account(None, school, login=teacher.staff_number)
    with pytest.raises(Refused, match="login_taken"):
        opened(actor_for(office), teacher.id)


def test_no_more_than_can_be_done_at_once(office):
    with pytest.raises(Refused, match="accounts_too_many"):
        opened(actor_for(office), *range(1, 102))


@pytest.mark.both_databases
def test_of_two_offices_at_once_one_opens(app, school, office):
    teacher_id, actor = a_teacher("甲", school).id, actor_for(office)

    def attempt(_number):
        try:
            opened(actor, teacher_id)
        except (Refused, NotVisible):
            return "no"
        return "yes"

    assert sorted(at_once(app, 4, attempt)) == ["no", "no", "no", "yes"]
    assert len(accounts(teacher_id)) == 1


# --- passwords --------------------------------------------------------------------------------------


def reset(actor, teacher_id):
    with write_tx():
        return actions.reset_teacher_password(teacher_id, actor=actor)


@pytest.mark.both_databases
def test_the_school_resets_the_password_of_a_teacher(school, office):
    teacher = a_teacher("甲", school)
    account = an_account(Role.TEACHER, school, teacher)
    told = reset(actor_for(office), teacher.id)
    (after,) = accounts(teacher.id)
    assert (matches(after.password_hash, told), after.must_change_password, after.epoch) == (True, True, 1)
    assert account.id == after.id


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.TEACHER])
def test_an_account_that_may_do_more_is_not_reset_by_the_school(school, office, role):
    teacher, city = a_teacher("甲", school), a_city().id
    account_id = an_account(Role.TEACHER, school, teacher).id
    with write_tx() as session:  # now or later, here or elsewhere
        session.add(
            RoleGrant(account_id=account_id, role=role, organisation_id=city, valid_from=LATER, granted_at=now())
        )
    with pytest.raises(Refused, match="account_has_roles"):
        reset(actor_for(office), teacher.id)


def test_a_role_that_has_ended_is_no_hindrance(school, office):
    teacher = a_teacher("甲", school)
    account_id, ended = an_account(Role.TEACHER, school, teacher).id, today() - timedelta(days=1)
    with write_tx():
        give_role(
            account_id, actor=SYSTEM, role=Role.PRINCIPAL, organisation_id=school.id, valid_from=date(2020, 1, 1),
            valid_to=ended,
        )  # fmt: skip
    assert reset(actor_for(office), teacher.id)


def test_nobody_resets_his_own_and_no_school_anothers(school, office):
    other = a_school()
    strangers = an_actor(Role.ACADEMIC_OFFICE, other, a_teacher("外校教务", other))
    teacher = a_teacher("甲", school)
    an_account(Role.TEACHER, school, teacher)
    with pytest.raises(SelfInterest):
        reset(actor_for(office), office.teacher_id)
    for stranger in (strangers, an_actor(Role.PRINCIPAL, school), an_actor(Role.TRAINING_CLERK, school)):
        with pytest.raises(NotVisible):
            reset(stranger, teacher.id)


def test_a_school_that_takes_somebody_in_for_a_time_does_not_get_his_account(school, office):
    teacher = a_teacher("甲", a_school())
    an_account(Role.TEACHER, school, teacher)
    with write_tx():
        actions.take_in(
            actor=actor_for(office), staff_number=teacher.staff_number, name="甲", kind=PlaceKind.EXCHANGE,
            organisation_id=school.id, valid_from=today(), document="交流文件",
        )  # fmt: skip
    with pytest.raises(NotVisible):
        reset(actor_for(office), teacher.id)


def test_who_has_moved_away_is_not_reset_by_the_school_he_left(school, office):
    teacher, other = a_teacher("甲", school), a_school()
    an_account(Role.TEACHER, school, teacher)
    there = an_actor(Role.ACADEMIC_OFFICE, other)
    moved = {"organisation_id": other.id, "since": today(), "employment": Employment.ESTABLISHED, "document": "调令"}
    with write_tx():
        actions.transfer(teacher.id, actor=there, **moved)
    with pytest.raises(NotVisible):
        reset(actor_for(office), teacher.id)


def test_a_disabled_account_and_none_are_not_reset(school, office):
    teacher, lone = a_teacher("甲", school), a_teacher("乙", school)
    account_id = an_account(Role.TEACHER, school, teacher).id
    with write_tx():
        disable_account(account_id, actor=SYSTEM)
    with pytest.raises(Refused, match="account_disabled"):
        reset(actor_for(office), teacher.id)
    with pytest.raises(NotVisible):
        reset(actor_for(office), lone.id)


# --- pages ------------------------------------------------------------------------------------------


def test_many_are_ticked_looked_at_and_opened_and_a_second_press_tells_the_same(school, office, sign_in):
    ids, client = [a_teacher(f"教师{n}", school).id for n in range(3)], sign_in(office)
    page = client.get("/people/accounts?state=none")
    assert [f'name="ids" value="{each}"' in page.text for each in (*ids, office.teacher_id)] == [True] * 3 + [False]
    looked_at = client.post("/people/accounts/new", data={"ids": ids[:2], "action": "open", "state": "none"})
    assert (looked_at.status_code, "开通 2 个账号" in looked_at.text, accounts(*ids)) == (200, True, [])
    form = {"ids": ids[:2], "confirmed": "1", "request_key": "k1"}
    first, again = (client.post("/people/accounts/new", data=form) for _ in range(2))
    told = TOLD.findall(first.text)
    assert (len(told), TOLD.findall(again.text)) == (2, told)
    assert [matches(each.password_hash, word) for each, word in zip(accounts(*ids), told, strict=True)] == [True, True]


def test_the_whole_result_is_opened_as_far_as_it_goes(school, office, sign_in):
    for number in range(actions.MOST_AT_ONCE + 1):
        a_teacher(f"教师{number}", school)
    a_teacher("别的", school)
    page = sign_in(office).post("/people/accounts/new", data={"all": "1", "q": "教师"}).text
    assert [each in page for each in ("开通 100 个账号", "其余 1 个请再选一次", "还有 90 位", "别的")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_new_person_is_offered_an_account(school, office, sign_in):
    client = sign_in(office)
    form = {
        "staff_number": "N0001", "name": "新人", "sex": "1", "organisation_id": school.id, "since": str(today()),
        "employment": Employment.ESTABLISHED.value, "not_a_double": "1",
    }  # fmt: skip
    answer = client.post("/people/new", data=form)
    page = client.get(answer.location).text
    assert "本人还没有账号，可在本页开通" in page
    (number,) = re.findall(r'href="/people/accounts/new\?ids=(\d+)"', page)
    assert "新人" in client.get(f"/people/accounts/new?ids={number}").text


@pytest.mark.parametrize(
    ("role", "disabled", "words"),
    [
        (None, False, "开通账号"),
        (Role.TEACHER, False, "重置密码"),
        (Role.TRAINING_CLERK, False, "还有教师以外的角色"),
        (Role.TEACHER, True, "由系统管理员恢复"),
    ],
)
def test_a_persons_page_says_what_may_be_done_with_the_account(school, office, sign_in, role, disabled, words):
    teacher = a_teacher("甲", school)
    if role is not None:
        account_id = an_account(role, school, teacher).id
        if disabled:
            with write_tx():
                disable_account(account_id, actor=SYSTEM)
    page = sign_in(office).get(f"/people/{teacher.id}").text
    said = [
        each for each in ("开通账号", "重置密码</button>", "还有教师以外的角色", "由系统管理员恢复") if each in page
    ]
    assert [each.removesuffix("</button>") for each in said] == [words]


def test_a_persons_page_says_nothing_of_the_account_to_others(school, office, sign_in):
    teacher = a_teacher("甲", school)
    own = an_account(Role.TEACHER, school, teacher)
    for reader in (own, an_account(Role.PRINCIPAL, school)):
        assert "使用中" not in sign_in(reader).get(f"/people/{teacher.id}").text


def test_pages_of_accounts_are_closed_to_those_who_may_not_open(school, sign_in):
    client = sign_in(an_account(Role.PRINCIPAL, school))
    assert [client.get(path).status_code for path in ("/people/accounts", "/people/accounts/new")] == [403, 403]


def test_people_of_another_school_are_not_found(school, office, sign_in):
    far, client = a_teacher("外校", a_school()), sign_in(office)
    an_account(Role.TEACHER, school, far)
    assert client.get(f"/people/accounts/new?ids={far.id}").status_code == 404
    assert client.post("/people/accounts/new", data={"ids": far.id, "confirmed": "1"}).status_code == 404
    assert client.post(f"/people/{far.id}/account/password", data={}).status_code == 404
    assert "外校" not in client.get("/people/accounts").text


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(school, office, sign_in, count_queries):
    client = sign_in(office)
    client.get("/people/accounts")
    with count_queries() as few:
        client.get("/people/accounts")
    a_teacher("甲", school)
    an_account(Role.TEACHER, school, a_teacher("乙", school))
    with count_queries() as many:
        client.get("/people/accounts")
    assert len(many) == len(few)


# --- guessing at the reception ------------------------------------------------------------------------


def arrive(client, school, number, name):
    form = {
        "staff_number": number, "name": name, "kind": PlaceKind.EXCHANGE.value, "organisation_id": school.id,
        "valid_from": str(today()), "share": "100", "document": "交流文件",
        "employment": Employment.ESTABLISHED.value,
    }  # fmt: skip
    return client.post("/people/arrivals/new", data=form)


def test_guesses_at_numbers_and_names_are_refused_after_ten(school, office, sign_in):
    other = a_school()
    teacher, client = a_teacher("李明", other), sign_in(office)
    tries = [arrive(client, school, teacher.staff_number, f"猜{n}") for n in range(10)]
    assert [each.status_code for each in tries] == [409] * 10
    right = arrive(client, school, teacher.staff_number, "李明")
    assert (right.status_code, "尝试次数过多" in right.text) == (409, True)
    colleague = sign_in(an_account(Role.ACADEMIC_OFFICE, school))
    assert arrive(colleague, school, teacher.staff_number, "李明").status_code == 302


def test_other_refusals_at_the_reception_do_not_count(school, office, sign_in):
    client = sign_in(office)
    here = a_teacher("李明", school)
    form = {
        "staff_number": here.staff_number, "name": "李明", "kind": PlaceKind.TRANSFER.value, "share": "100",
        "organisation_id": school.id, "valid_from": str(today()), "employment": Employment.ESTABLISHED.value,
        "document": "调令",
    }  # fmt: skip
    assert client.post("/people/arrivals/new", data=form).status_code == 409
    assert db.session.scalar(text("SELECT count(*) FROM failed_tries")) == 0
