"""Mentors without a posting here (外聘): found, proposed, answered on paper, approved by one principal alone."""

from datetime import date, timedelta

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import rows
from teacher_growth.accounts.models import Account
from teacher_growth.clock import now, today
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.mentoring import actions, queries
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import CAPACITY, PairKind, PairState, Side
from teacher_growth.people import actions as people
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.accounts import an_account, an_actor
from tests.factories.mentoring import LETTER, a_pair, the_pair
from tests.factories.organisations import a_city, a_county, a_school
from tests.factories.people import a_teacher, an_external, the_teacher

DAY = timedelta(days=1)
LETTERED = "聘书〔2025〕8号"


def an_external_pair(school, state=PairState.PROPOSED, **values):
    mentor = values.pop("mentor", None) or an_external(keeper=school.place)
    return a_pair(state, school.place, mentor=mentor, mentee=school.mentee, mentor_organisation_id=None, **values)


def propose(school, mentor, letter_date=LETTER):
    with write_tx():
        return actions.propose_pair(
            actor=school.office, mentor_id=mentor.id, mentee_id=school.mentee.id, kind=PairKind.SUBJECT,
            letter_date=letter_date,
        ).id  # fmt: skip


def record(pair_id, actor, document=LETTERED):
    with write_tx():
        return actions.record_acceptance(pair_id, actor=actor, document=document).state


def refusal(verb):
    with pytest.raises(Refused) as refused:
        verb()
    return refused.value.code


def a_retired(school, last=date(2024, 8, 31), reason=LeavingReason.RETIRED):
    teacher_id = a_teacher("丁老师", school).id
    with write_tx():
        people.end_relation(teacher_id, actor=SYSTEM, last_day=last, reason=reason, document="x")
    return the_teacher(teacher_id)


def found(school, day=None, **wanted):
    return [(each[1], each[3]) for each in queries.found_externals(school.place.id, day or today(), **wanted)]


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_found_externals_are_kept_in_the_county_or_above_or_retired_from_it(school, neighbour, county):
    for name, keeper in (
        ("沈一", school.place), ("沈二", neighbour.place), ("沈三", county), ("沈四", a_city()), ("沈五", a_county()),
        ("沈六", a_school()),
    ):  # fmt: skip
        an_external(name, keeper)
    a_retired(neighbour.place)
    a_retired(a_school())
    a_retired(school.place, reason=LeavingReason.RESIGNED)
    assert found(school) == [
        ("丁老师", neighbour.place.name), ("沈二", neighbour.place.name), ("沈三", county.name),
        ("沈四", a_city().name), ("沈一", school.place.name),
    ]  # fmt: skip
    assert [found(school, text=text) for text in ("shensi", "无此人")] == [[("沈四", a_city().name)], []]


def test_whoever_has_a_posting_that_day_is_no_external(school):
    retired = a_retired(school.place)
    days = (date(2024, 8, 31), date(2024, 9, 1))
    assert [found(school, day, teacher_id=retired.id) for day in days] == [[], [("丁老师", school.place.name)]]
    external = an_external(keeper=school.place)
    begin_work(external, a_school())
    assert found(school, teacher_id=external.id) == []


def begin_work(person, place, since=LETTER):
    person_id, place_id = person.id, place.id
    with write_tx():
        people.record_fact(
            FactKind.RELATION, person_id, actor=SYSTEM, organisation_id=place_id, valid_from=since,
            employment=Employment.CONTRACT,
        )  # fmt: skip


def test_the_picker_tells_name_place_and_subject_only(school, sign_in):
    external = an_external("沈远", school.place)
    teacher = a_teacher("沈明", school.place)
    office = sign_in(an_account(Role.ACADEMIC_OFFICE, school.place))
    assert office.get("/mentoring/mentors/options?q=shen").json == [
        {"id": teacher.id, "text": "沈明", "hint": f"{school.place.name} · 语文"},
        {"id": external.id, "text": "沈远", "hint": f"外聘 · {school.place.name}"},
    ]


# --- proposing and approving ----------------------------------------------------------------------


@pytest.mark.both_databases
def test_propose_pair_with_an_external_has_one_side(school):
    pair = the_pair(propose(school, an_external(keeper=school.place)))
    assert (pair.state, pair.mentor_organisation_id, pair.sides) == (PairState.PROPOSED, None, (Side.MENTEE,))


def test_propose_pair_with_a_retired_teacher_of_the_county(school, neighbour):
    assert the_pair(propose(school, a_retired(neighbour.place))).mentor_organisation_id is None


def test_propose_pair_with_an_external_kept_elsewhere_is_not_visible(school):
    for stranger in (an_external(), a_retired(a_school()), a_retired(school.place, reason=LeavingReason.RESIGNED)):
        with pytest.raises(NotVisible):
            propose(school, stranger)


def test_an_external_who_works_here_for_a_time_is_one_of_the_school(school):
    external = an_external(keeper=school.place)
    external_id, place_id = external.id, school.place.id
    with write_tx():
        people.record_fact(
            FactKind.PLACE, external_id, actor=SYSTEM, organisation_id=place_id, valid_from=LETTER,
            kind=PlaceKind.SUPPORT,
        )  # fmt: skip
    assert the_pair(propose(school, the_teacher(external_id))).mentor_organisation_id == place_id


@pytest.mark.both_databases
def test_the_whole_way_of_an_external_pair(school, entries):
    pair_id = propose(school, an_external(keeper=school.place))
    mentee = an_actor(None, school.place, school.mentee)
    assert record(pair_id, school.office) == PairState.PROPOSED
    with write_tx():
        actions.accept_pair(pair_id, actor=mentee)
    with write_tx():
        actions.approve_pair(pair_id, actor=school.principal)
    pair = the_pair(pair_id)
    assert (pair.state, pair.mentor_document) == (PairState.ACTIVE, LETTERED)
    assert [(event, body.get("by"), body.get("document")) for event, body in entries()] == [
        ("proposed", None, None), ("accepted", "mentor", LETTERED), ("accepted", "mentee", None),
        ("approved", None, None),
    ]  # fmt: skip


def test_the_capacity_counts_for_externals_too(school):
    external = an_external(keeper=school.place)
    for _ in range(CAPACITY):
        a_pair(PairState.ACTIVE, school.place, mentor=external, mentor_organisation_id=None)
    assert refusal(lambda: propose(school, external)) == "mentor_full"


def test_approving_refuses_an_external_who_had_a_posting_after_all(school):
    external = an_external(keeper=school.place)
    pair_id = an_external_pair(school, PairState.ACCEPTED, mentor=external)
    begin_work(external, a_school())
    with pytest.raises(Refused) as refused, write_tx():
        actions.approve_pair(pair_id, actor=school.principal)
    assert refused.value.code == "mentor_has_posting"


@pytest.mark.both_databases
def test_the_county_decides_and_ends_where_the_mentees_school_has_no_principal(county):
    place = a_school(county=county)
    clerk = an_actor(Role.COUNTY_CLERK, county)
    pair_id = a_pair(PairState.ACCEPTED, place, mentor=an_external(keeper=place), mentor_organisation_id=None)
    assert [each.id for each in rows(queries.waiting_above(clerk).order_by(MentorPair.id))] == [pair_id]
    assert queries.decided_above(pair_id) == [Side.MENTEE]
    with write_tx():
        actions.approve_pair(pair_id, actor=clerk)
    assert queries.may_end(the_pair(pair_id), clerk)


@pytest.mark.both_databases
def test_a_posting_elsewhere_that_ends_leaves_an_external_pair(school):
    external = an_external(keeper=school.place)
    pair_id = an_external_pair(school, PairState.ACTIVE, mentor=external)
    begin_work(external, a_school(), LETTER + DAY)
    with write_tx():
        people.end_relation(
            external.id, actor=SYSTEM, last_day=date(2026, 8, 31), reason=LeavingReason.RETIRED, document="x"
        )
    assert the_pair(pair_id).state == PairState.ACTIVE


def test_a_mentee_who_leaves_ends_an_external_pair(school):
    pair_id = an_external_pair(school, PairState.ACTIVE)
    mentee_id = school.mentee.id
    with write_tx():
        people.end_relation(
            mentee_id, actor=SYSTEM, last_day=date(2026, 8, 31), reason=LeavingReason.RESIGNED, document="x"
        )
    assert the_pair(pair_id).state == PairState.ENDED


# --- answering on paper ---------------------------------------------------------------------------


@pytest.mark.both_databases
def test_record_acceptance_is_for_mentors_without_posting_and_account(school):
    external = an_external(keeper=school.place)
    pair_id = an_external_pair(school, mentor=external)
    assert refusal(lambda: record(pair_id, school.office, " ")) == "pair_document_missing"
    ordinary = a_pair(at=school.place, mentor=school.mentor)
    assert refusal(lambda: record(ordinary, school.office)) == "mentor_answers_himself"
    account = an_account(None, school.place, external)
    assert refusal(lambda: record(pair_id, school.office)) == "mentor_answers_himself"
    with write_tx() as session:
        held = session.get_one(Account, account.id, execution_options={"unrestricted": "a test"})
        held.disabled_at = now()
    record(pair_id, school.office)
    assert refusal(lambda: record(pair_id, school.office)) == "mentor_heard_already"


def test_record_acceptance_is_for_the_office_of_the_mentee_and_not_for_the_mentee(school, neighbour):
    pair_id = an_external_pair(school)
    for actor in (neighbour.office, school.principal, an_actor(None, school.place, school.mentor)):
        with pytest.raises(NotVisible):
            record(pair_id, actor)
    with pytest.raises(SelfInterest):
        record(pair_id, an_actor(Role.ACADEMIC_OFFICE, school.place, school.mentee))
    assert the_pair(pair_id).mentor_accepted_at is None


@pytest.mark.parametrize("state", [state for state in PairState if state is not PairState.PROPOSED])
def test_record_acceptance_in_any_other_state_is_refused(school, state):
    pair_id = an_external_pair(school, state, mentor_accepted_at=None)
    assert refusal(lambda: record(pair_id, school.office)) == "pair_state"


def test_unheard_mentors_are_a_to_do_of_the_office(school, neighbour):
    unheard = an_external_pair(school)
    a_pair(at=school.place, mentor=school.mentor)
    a_pair(at=neighbour.place, mentor=an_external(keeper=neighbour.place), mentor_organisation_id=None)
    with_account = an_external(keeper=school.place)
    an_account(None, school.place, with_account)
    a_pair(at=school.place, mentor=with_account, mentor_organisation_id=None)
    assert [each.id for each in rows(queries.unheard(school.office).order_by(MentorPair.id))] == [unheard]
    counts = {todo.code: (todo.count, todo.args) for todo in queries.todos(school.office)}
    assert counts["mentors_to_record"] == (1, {"for": "record"})


# --- pages ----------------------------------------------------------------------------------------


def test_the_office_records_what_an_external_signed_in_the_browser(school, sign_in):
    pair_id = an_external_pair(school)
    office = sign_in(an_account(Role.ACADEMIC_OFFICE, school.place))
    page = office.get(f"/mentoring/pairs/{pair_id}")
    address = f"/mentoring/pairs/{pair_id}/acceptance"
    assert (f'href="{address}"' in page.text, "沈远 · 外聘" in page.text) == (True, True)
    assert office.post(address, data={"document": ""}).status_code == 422
    assert office.post(address, data={"document": LETTERED}).status_code == 302
    assert LETTERED in office.get(f"/mentoring/pairs/{pair_id}").text
    assert office.get(address).location == f"/mentoring/pairs/{pair_id}"
    assert office.post(address, data={"document": LETTERED}).status_code == 409


@pytest.mark.parametrize("state", PairState)
def test_pages_of_an_external_pair_can_be_drawn(school, sign_in, state):
    pair_id = an_external_pair(school, state)
    mentee = sign_in(an_account(None, school.place, school.mentee))
    for role in (Role.ACADEMIC_OFFICE, Role.PRINCIPAL):
        client = sign_in(an_account(role, school.place))
        assert client.get(f"/mentoring/pairs/{pair_id}").status_code == 200
        assert "外聘" in client.get("/mentoring/pairs").text
    city = sign_in(an_account(Role.CITY_CLERK, a_city()))
    assert city.get(f"/mentoring/pairs/{pair_id}").status_code == 200
    assert [mentee.get(path).status_code for path in ("/mentoring/mine", f"/mentoring/pairs/{pair_id}/answer")] == [
        200
    ] * 2


def test_each_to_do_leads_to_its_own_view(school, county, sign_in):
    own = a_pair(PairState.ACCEPTED, school.place)
    instead = a_pair(PairState.ACCEPTED, a_school(county=county))
    shown = {}
    for role, place in ((Role.PRINCIPAL, school.place), (Role.COUNTY_CLERK, county)):
        client = sign_in(an_account(role, place))
        for view in ("me", "instead"):
            text = client.get(f"/mentoring/pairs?for={view}").text
            shown[role, view] = {each for each in (own, instead) if f'href="/mentoring/pairs/{each}"' in text}
    assert shown == {
        (Role.PRINCIPAL, "me"): {own}, (Role.PRINCIPAL, "instead"): {own},  # not offered to him: every pair he sees
        (Role.COUNTY_CLERK, "me"): set(), (Role.COUNTY_CLERK, "instead"): {instead},
    }  # fmt: skip
