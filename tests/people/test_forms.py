"""A form for each kind of fact: what it takes, and what it says of what it does not."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused
from teacher_growth.people import queries
from teacher_growth.people.forms import CORRECTING, RECORDING
from teacher_growth.people.rules.codes import (
    EthicsGrade,
    EthicsKind,
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.people import SINCE, a_fact, a_teacher
from tests.people.files import TITLE, entries, titles

D = date


@pytest.mark.parametrize("kind", FactKind)
def test_a_form_has_every_field_of_its_kind_that_the_database_asks_for(app, kind):
    columns = queries.MODELS[kind].__table__.columns
    asked = {each.name for each in columns if not each.nullable and each.default is None} - {
        "id", "teacher_id", "recorded_at",
    }  # fmt: skip
    assert asked - set(RECORDING[kind].names) == set()
    assert CORRECTING[kind].names == RECORDING[kind].names


@pytest.mark.parametrize("kind", [each for each in FactKind if each not in (FactKind.ETHICS, FactKind.DISCIPLINE)])
def test_a_form_of_each_kind_opens(office, kind):
    client, _, teacher = office
    assert client.get(f"/people/{teacher.id}/facts/{kind}/new").status_code == 200


@pytest.mark.both_databases
def test_a_title_is_recorded_with_one_entry(office):
    client, _, teacher = office
    before = entries(Event.FACT_RECORDED)
    answer = client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE)
    assert (answer.status_code, answer.location) == (302, f"/people/{teacher.id}")
    assert titles(teacher) == [(TitleLevel.FIRST, D(2021, 12, 1))]
    assert entries(Event.FACT_RECORDED) == before + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": ""}, {"level": "chief"}, {"valid_from": ""}, {"valid_from": "0001-01-01"}, {"valid_from": "x"},
        {"post_grade": "14"}, {"post_grade": "x"}, {"subject": "00"}, {"document": "文" * 121},
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_said_at_its_field(office, wrong):
    client, _, teacher = office
    assert client.post(f"/people/{teacher.id}/facts/title/new", data=TITLE | wrong).status_code == 422
    assert titles(teacher) == []


@pytest.mark.parametrize(("typed", "stored"), [("12.5", 125), ("12", 120), ("0", 0), ("60", 600)])
def test_weekly_periods_are_typed_with_one_decimal(office, typed, stored):
    client, school, teacher = office
    form = {
        "organisation_id": school.id, "school_year": "2026", "term": "1", "subject": "13", "grade": "三年级",
        "weekly_periods": typed, "valid_from": "2026-09-01", "valid_to": "2027-01-31",
    }  # fmt: skip
    assert client.post(f"/people/{teacher.id}/facts/teaching/new", data=form).status_code == 302
    assert [each.weekly_periods for each in queries.facts(FactKind.TEACHING, teacher.id, SYSTEM)] == [stored]


@pytest.mark.parametrize("typed", ["12.55", "60.1", "-1", "x", "１２", "1e3"])
def test_weekly_periods_that_are_none_are_not_taken(office, typed):
    client, school, teacher = office
    form = {
        "organisation_id": school.id, "school_year": "2026", "term": "1", "subject": "13", "grade": "三年级",
        "weekly_periods": typed, "valid_from": "2026-09-01",
    }  # fmt: skip
    assert client.post(f"/people/{teacher.id}/facts/teaching/new", data=form).status_code == 422


def test_a_place_that_is_not_there_is_not_taken(office):
    client, _, teacher = office
    form = {"organisation_id": 4711, "kind": "support", "share": 40, "valid_from": "2026-09-01"}
    assert client.post(f"/people/{teacher.id}/facts/place/new", data=form).status_code == 422


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"kind": EthicsKind.ASSESSMENT, "year": 2025}, "ethics_grade_missing"),
        ({"kind": EthicsKind.FINDING, "year": 2025, "grade": EthicsGrade.SOUND}, "ethics_grade_undue"),
        ({"kind": EthicsKind.FINDING, "year": 2025}, "ethics_decider_missing"),
        ({"kind": EthicsKind.ASSESSMENT, "year": 20250, "grade": EthicsGrade.SOUND}, "fact_number_range"),
    ],
)
def test_a_verb_refuses_what_the_table_would(app, values, code):
    teacher = a_teacher()
    with pytest.raises(Refused) as refused:
        a_fact(FactKind.ETHICS, teacher, valid_from=SINCE, **values)
    assert refused.value.code == code
