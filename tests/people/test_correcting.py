"""Correcting and voiding lines of a file: what was there stays readable."""

from datetime import date

import pytest

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.errors import Refused
from teacher_growth.people import actions, queries
from teacher_growth.people.rules.codes import (
    TitleLevel,
)
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.people import a_teacher
from tests.people.files import TITLE, a_title, titles

D = date


@pytest.mark.both_databases
def test_a_correction_keeps_the_old_line_and_says_who_and_why(office):
    client, _, teacher = office
    title = a_title(teacher)
    page = client.get(f"/people/{teacher.id}/facts/title/{title}/correct")
    assert (page.status_code, 'value="2016-09-01"' in page.text) == (200, True)
    answer = client.post(f"/people/{teacher.id}/facts/title/{title}/correct", data=TITLE | {"reason": "看错了日期"})
    assert answer.status_code == 302
    assert titles(teacher) == [(TitleLevel.FIRST, D(2021, 12, 1))]
    history = client.get(f"/people/{teacher.id}/facts/title/history").text
    assert [part in history for part in ("2016-09-01", "2021-12-01", "看错了日期", "某人", "已更正")] == [True] * 5


def test_a_correction_without_a_reason_is_not_taken(office):
    client, _, teacher = office
    title = a_title(teacher)
    assert client.post(f"/people/{teacher.id}/facts/title/{title}/correct", data=TITLE).status_code == 422
    assert titles(teacher) == [(TitleLevel.SECOND, D(2016, 9, 1))]


@pytest.mark.both_databases
def test_a_line_corrected_meanwhile_is_not_corrected_again(office):
    client, _, teacher = office
    title = a_title(teacher)
    url = f"/people/{teacher.id}/facts/title/{title}/correct"
    assert client.post(url, data=TITLE | {"reason": "一"}).status_code == 302
    late = client.post(url, data=TITLE | {"reason": "二", "document": "我填的"})
    assert (late.status_code, "已经被更正" in late.text, "我填的" in late.text) == (409, True, True)
    assert client.get(url).status_code == 409


def test_a_voided_line_shows_why_and_comes_back_by_no_correction(office):
    client, _, teacher = office
    title = a_title(teacher)
    assert client.post(f"/people/{teacher.id}/facts/title/{title}/void", data={"reason": "张冠李戴"}).status_code == 302
    assert titles(teacher) == []
    history = client.get(f"/people/{teacher.id}/facts/title/history").text
    assert [part in history for part in ("张冠李戴", "已作废")] == [True, True]
    line = queries.history(FactKind.TITLE, teacher.id, SYSTEM)[-1].id
    with pytest.raises(Refused) as refused, write_tx():
        actions.supersede_fact(FactKind.TITLE, line, actor=SYSTEM, reason="x")
    assert refused.value.code == "fact_voided"


def test_a_line_of_another_person_is_not_found_under_this_one(office):
    client, school, teacher = office
    theirs = a_title(a_teacher("王芳", school))
    for what in ("correct", "void"):
        assert client.get(f"/people/{teacher.id}/facts/title/{theirs}/{what}").status_code == 404
