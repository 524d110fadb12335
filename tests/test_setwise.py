"""Many rows in few statements: the same as one by one, and as little said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from teacher_growth import facts, setwise
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.facts import known
from teacher_growth.organisations.models import Organisation, SchoolFigures
from tests.factories.organisations import a_county, a_school

D = date
TOLD = ("organisation_id", "school_year", "pupils", "valid_from", "valid_to", "voided", "note", "recorded_by_id")


def figures(school_id, year, pupils=100, **values):
    return {
        "organisation_id": school_id, "school_year": year, "pupils": pupils, "classes": 4, "posts": 9,
        "valid_from": D(year, 9, 1), "valid_to": D(year + 1, 8, 31),
    } | values  # fmt: skip


def added(rows, user_id=7):
    with write_tx():
        return setwise.add_facts(SchoolFigures, rows, user_id)


def told(*criteria):
    db.session.rollback()
    found = db.session.scalars(select(SchoolFigures).where(*criteria).order_by(SchoolFigures.id))
    return [tuple(getattr(each, name) for name in TOLD) for each in found]


def loaded(ids):
    return setwise.load(SchoolFigures, SchoolFigures.id, ids)


@pytest.fixture
def school_id(app):
    return a_school().id


@given(st.lists(st.integers(), max_size=50), st.integers(1, 60))
def test_chunks_hold_everything_once_in_order(items, size):
    parts = list(setwise.chunks(items, size))
    assert [each for part in parts for each in part] == items
    assert [len(part) for part in parts[:-1]] == [size] * len(parts[:-1])


@pytest.mark.both_databases
def test_facts_added_at_once_are_as_those_added_one_by_one(app):
    one, other = a_school().id, a_school().id
    years = (2023, 2024, 2025)
    effects = added([figures(one, year) for year in years])
    with write_tx():
        for year in years:
            facts.add(SchoolFigures(**figures(other, year)), 7)
    many, single = (told(SchoolFigures.organisation_id == each) for each in (one, other))
    assert [line[1:] for line in many] == [line[1:] for line in single]
    assert [(each.sort, each.replaced_id) for each in effects] == [("school_figures", None)] * 3


@pytest.mark.both_databases
def test_a_corrected_line_stays_and_one_moment_parts_the_two(app):
    school_id = a_school().id
    (first,) = added([figures(school_id, 2025)])
    with write_tx():
        (effect,) = setwise.supersede_facts(SchoolFigures, [(loaded([first.made_id])[0], {"pupils": 120})], 8)
    old, new = loaded([first.made_id, effect.made_id])
    assert (effect.replaced_id, new["supersedes_id"]) == (first.made_id, first.made_id)
    assert (old["superseded_at"], old["pupils"]) == (new["recorded_at"], 100)
    assert told(known(SchoolFigures)) == [(school_id, 2025, 120, D(2025, 9, 1), D(2026, 8, 31), False, None, 8)]


def test_a_voided_line_is_known_no_longer_and_says_why(school_id):
    (made,) = added([figures(school_id, 2025)])
    with write_tx():
        setwise.void_facts(SchoolFigures, loaded([made.made_id]), 8, reason="报错了学年")
    assert told(known(SchoolFigures)) == []
    assert [line[5:] for line in told(SchoolFigures.supersedes_id == made.made_id)] == [(True, "报错了学年", 8)]


def test_what_was_replaced_meanwhile_or_named_twice_is_refused_whole(school_id):
    one, two = (each.made_id for each in added([figures(school_id, year) for year in (2024, 2025)]))
    before = loaded([one, two])
    with write_tx():
        setwise.supersede_facts(SchoolFigures, [(before[0], {"pupils": 1})], 8)
    for changes in ([(line, {"pupils": 2}) for line in before], [(before[1], {"pupils": 3})] * 2):
        with pytest.raises(Refused, match="fact_superseded"), write_tx():
            setwise.supersede_facts(SchoolFigures, changes, 9)
    assert [line[2] for line in told(known(SchoolFigures))] == [100, 1]


def test_a_period_that_ends_before_it_begins_adds_nothing(school_id):
    rows = [figures(school_id, 2024), figures(school_id, 2025, valid_to=D(2025, 8, 31))]
    with pytest.raises(Refused, match="period_reversed"):
        added(rows)
    assert told() == []


@pytest.mark.both_databases
def test_rows_changed_at_once_keep_what_is_not_named_and_count_a_version(app):
    county = a_county()
    schools = [a_school(name, county).id for name in ("一小", "二小", "三小")]
    before = {each: db.session.get_one(Organisation, each).version for each in schools}
    with write_tx():
        setwise.update_many(
            Organisation, [{"id": each, "division": f"33010{at}"} for at, each in enumerate(schools[:2])]
        )
    db.session.rollback()
    found = [db.session.get_one(Organisation, each) for each in schools]
    assert [(each.name, each.division, each.version - before[each.id]) for each in found] == [
        ("一小", "330100", 1), ("二小", "330101", 1), ("三小", found[2].division, 0),
    ]  # fmt: skip


def test_many_rows_take_no_more_statements_than_few(school_id, count_queries):
    counted = []
    for years in ([2000], range(2001, 2026)):
        with count_queries() as queries:
            added([figures(school_id, year) for year in years])
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_nothing_takes_no_statement(app, count_queries):
    with write_tx(), count_queries() as queries:
        assert setwise.insert_many(SchoolFigures, []) == []
        assert setwise.supersede_facts(SchoolFigures, [], 7) == []
        setwise.update_many(Organisation, [])
    assert queries == []
