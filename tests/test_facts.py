"""What was true on a day, as known at a moment, through any number of corrections."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from teacher_growth import facts
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.organisations.models import SchoolFigures
from tests.factories.organisations import a_school

AUTUMN = date(2025, 9, 1)
START = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
D = date
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def school_id(app):
    return a_school().id


def figures(school_id, pupils=100, valid_from=AUTUMN, valid_to=None):
    return SchoolFigures(
        organisation_id=school_id, school_year=2025, pupils=pupils, classes=4, posts=9,
        valid_from=valid_from, valid_to=valid_to,
    )  # fmt: skip


def the_line(fact_id):
    return db.session.get_one(SchoolFigures, fact_id)


def put(school_id, **values):
    with write_tx():
        return facts.add(figures(school_id, **values), 7).id


def correct(fact_id, **changes):
    with write_tx():
        return facts.supersede(the_line(fact_id), 8, **changes).id


def pupils(*criteria):
    db.session.rollback()
    statement = select(SchoolFigures.pupils).where(*criteria).order_by(SchoolFigures.id)
    return list(db.session.scalars(statement))


def test_add_notes_who_and_when(school_id):
    with time_machine.travel(START, tick=False):
        line = the_line(put(school_id))
    assert (line.recorded_at, line.recorded_by_id, line.superseded_at, line.voided) == (START, 7, None, False)


def test_add_refuses_a_reversed_period(school_id):
    with pytest.raises(Refused) as refused, write_tx():
        facts.add(figures(school_id, valid_to=D(2025, 8, 31)), None)
    assert (refused.value.code, refused.value.details["valid_to"]) == ("period_reversed", D(2025, 8, 31))
    assert pupils() == []


def test_a_period_of_one_day_is_a_period(school_id):
    put(school_id, valid_to=D(2025, 9, 1))
    assert pupils(facts.in_force(SchoolFigures, D(2025, 9, 1))) == [100]
    assert pupils(facts.in_force(SchoolFigures, D(2025, 9, 2))) == []


@pytest.mark.parametrize(
    ("day", "found"),
    [(D(2025, 8, 31), []), (D(2025, 9, 1), [100]), (D(2026, 8, 31), [100]), (D(2026, 9, 1), [])],
)
def test_as_of_includes_both_ends(school_id, day, found):
    put(school_id, valid_to=D(2026, 8, 31))
    assert pupils(facts.true_on(SchoolFigures, day)) == found


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (D(2025, 1, 1), D(2025, 8, 31), []),
        (D(2025, 1, 1), D(2025, 9, 1), [100]),
        (D(2026, 8, 31), None, [100]),
        (D(2026, 9, 1), None, []),
        (D(2025, 10, 1), D(2025, 10, 2), [100]),
        (D(2000, 1, 1), None, [100]),
    ],
)
def test_overlapping(school_id, start, end, found):
    put(school_id, valid_to=D(2026, 8, 31))
    assert pupils(facts.overlapping(SchoolFigures, start, end)) == found


def test_open_fact_overlaps_everything_later(school_id):
    put(school_id)
    assert pupils(facts.overlapping(SchoolFigures, D(2099, 1, 1), None)) == [100]


def test_supersede_keeps_the_old_line_as_it_was(school_id):
    with time_machine.travel(START, tick=False) as clock:
        first = put(school_id)
        clock.shift(60)
        second = correct(first, pupils=110)
    old, new = the_line(first), the_line(second)
    later = START + timedelta(minutes=1)
    assert (old.pupils, old.superseded_at, new.pupils, new.recorded_at) == (100, later, 110, later)
    assert (new.supersedes_id, new.recorded_by_id, new.valid_from, new.classes) == (first, 8, D(2025, 9, 1), 4)


def test_supersede_refuses_a_line_already_superseded(school_id):
    first = put(school_id)
    correct(first, pupils=110)
    with pytest.raises(Refused) as refused:
        correct(first, pupils=120)
    assert refused.value.code == "fact_superseded"
    assert pupils(facts.known(SchoolFigures)) == [110]


def test_supersede_refuses_a_reversed_period_and_changes_nothing(school_id):
    first = put(school_id)
    with pytest.raises(Refused):
        correct(first, valid_to=D(2020, 1, 1))
    db.session.rollback()
    assert the_line(first).superseded_at is None


def test_void_says_it_was_never_so_and_why(school_id):
    first = put(school_id)
    with write_tx():
        line_id = facts.void(the_line(first), 9, reason="登记错了学校").id
    assert pupils(facts.known(SchoolFigures)) == []
    line = the_line(line_id)
    assert (line.voided, line.note, line.supersedes_id) == (True, "登记错了学校", first)


def test_known_at_shows_every_state_in_turn(school_id):
    with time_machine.travel(START, tick=False) as clock:
        line = put(school_id)
        for number in (110, 120):
            clock.shift(60)
            line = correct(line, pupils=number)
        clock.shift(60)
        with write_tx():
            facts.void(the_line(line), None, reason="x")
    at = [START + timedelta(seconds=each) for each in (-1, 0, 59, 60, 119, 120, 179, 180, 9999)]
    assert [pupils(facts.known(SchoolFigures, moment)) for moment in at] == [
        [], [100], [100], [110], [110], [120], [120], [], [],
    ]  # fmt: skip


def test_no_moment_is_without_a_line_while_it_is_corrected(school_id):
    """One moment for both: a clock that ticks between them would leave a gap."""
    first = put(school_id)
    second = correct(first, pupils=110)
    assert the_line(first).superseded_at == the_line(second).recorded_at


def test_values_of_leaves_bookkeeping_out(school_id):
    assert facts.values_of(the_line(put(school_id))) == {
        "organisation_id": school_id, "school_year": 2025, "pupils": 100, "classes": 4, "posts": 9,
        "valid_from": D(2025, 9, 1),
    }  # fmt: skip


steps = st.lists(
    st.tuples(
        st.sampled_from(["add", "supersede", "supersede", "void"]),
        st.integers(0, 9),
        st.integers(1, 40),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=9,
)


@pytest.mark.both_databases
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_known_at_gives_what_was_known_then(app, school_of_examples, steps):
    """Any sequence of adding, superseding and voiding, at moments that may coincide."""
    school_id = school_of_examples()
    alive: dict[int, int] = {}
    then: dict[datetime, list[int]] = {}
    with time_machine.travel(START, tick=False) as clock:
        for number, (verb, which, days, seconds) in enumerate(steps):
            clock.shift(seconds)
            act(verb, which, days, number, school_id, alive)
            then[facts.now()] = sorted(alive.values())
    mine = SchoolFigures.organisation_id == school_id
    for moment, expected in then.items():
        assert sorted(pupils(mine, facts.known(SchoolFigures, moment))) == expected
    assert sorted(pupils(mine, facts.known(SchoolFigures))) == sorted(alive.values())
    assert pupils(mine, facts.known(SchoolFigures, START - timedelta(seconds=1))) == []


def act(verb, which, days, number, school_id, alive):
    if verb == "add" or not alive:
        valid_to = D(2025, 9, 1) + timedelta(days=days)
        alive[put(school_id, pupils=number, valid_to=valid_to)] = number
        return
    chosen = sorted(alive)[which % len(alive)]
    del alive[chosen]
    if verb == "supersede":
        alive[correct(chosen, pupils=number)] = number
    else:
        with write_tx():
            facts.void(the_line(chosen), None, reason="x")


@pytest.fixture
def school_of_examples(app):
    """A school of its own for each example."""
    return lambda: a_school().id
