"""The differences of SQLite and PostgreSQL that must not show (integrity.md, fact 9 and 4.14)."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import time_machine
from sqlalchemy import case, func, inspect, literal, select, text, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from teacher_growth.database import PRAGMAS, Base, canonical, db, write_tx
from teacher_growth.organisations.models import Organisation, OrganisationName, SchoolFigures
from teacher_growth.organisations.rules import OrganisationKind, SchoolType
from teacher_growth.people.models import WorkPlace
from teacher_growth.pinyin import pattern
from teacher_growth.web.once import RequestKey
from tests.factories.organisations import a_city, a_county, a_school, an_organisation
from tests.factories.people import a_teacher

NOW = datetime(2026, 3, 1, 8, 30, 0, 250, tzinfo=UTC)
pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("app")]


def a_key(key="k", at=NOW, **values):
    return RequestKey(user_id=1, key=key, body_hash="0", at=at, **values)


def keys():
    db.session.rollback()
    return list(db.session.scalars(select(RequestKey.key).order_by(RequestKey.id)))


def test_pragmas_are_set(database):
    if database != "sqlite":
        pytest.skip("of SQLite")
    asked = [each.split("=")[0] for each in PRAGMAS]
    found = [str(db.session.execute(text(f"PRAGMA {name}")).scalar()) for name in asked]
    assert dict(zip(asked, found, strict=True)) == {
        "journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "recursive_triggers": "1",
        "busy_timeout": "10000", "trusted_schema": "0",
    }  # fmt: skip


def test_moment_keeps_the_instant_whatever_its_zone():
    shanghai = timezone(timedelta(hours=8))
    with write_tx() as session:
        session.add(a_key(at=datetime(2026, 3, 1, 0, 30, tzinfo=shanghai)))
    found = db.session.scalar(select(RequestKey.at))
    assert (found, found.tzinfo) == (datetime(2026, 2, 28, 16, 30, tzinfo=UTC), UTC)


def test_moment_keeps_microseconds_and_their_order():
    moments = [NOW, NOW + timedelta(microseconds=1), NOW + timedelta(seconds=1)]
    with write_tx() as session:
        session.add_all([a_key(str(number), at) for number, at in enumerate(moments[::-1])])
    assert list(db.session.scalars(select(RequestKey.at).order_by(RequestKey.at))) == moments
    later = select(RequestKey.key).where(RequestKey.at > moments[0]).order_by(RequestKey.at)
    assert list(db.session.scalars(later)) == ["1", "0"]


def test_moment_refuses_naive_values():
    with pytest.raises(Exception, match="a moment needs a time zone"), write_tx() as session:
        session.add(a_key(at=datetime(2026, 3, 1)))  # noqa: DTZ001 -- naive on purpose -- without a zone on purpose
    with pytest.raises(Exception, match="a moment needs a time zone"):
        db.session.scalars(select(RequestKey).where(RequestKey.at > datetime(2026, 3, 1))).all()  # noqa: DTZ001 -- without a zone on purpose


@pytest.mark.parametrize(
    "words",
    [
        "key = 'x' || :long",
        "location = :long || :long",
    ],
)
def test_text_longer_than_declared_is_refused(words):
    with write_tx() as session:
        session.add(a_key())
    with pytest.raises((IntegrityError, DataError)), write_tx() as session:
        session.execute(text(f"UPDATE request_key SET {words}"), {"long": "长" * 260})


def test_text_of_the_declared_length_fits_in_characters():
    with write_tx() as session:
        session.add(a_key("䶮" * 40, location="\U00030edd" * 500))
    assert keys() == ["䶮" * 40]


@pytest.mark.parametrize("value", ["2", "-1"])
def test_booleans_are_yes_or_no(value, database):
    a_teacher()
    wrong = {"unrestricted": "test"}
    with pytest.raises(DBAPIError), write_tx() as session:
        session.execute(text(f"UPDATE work_place SET file_moved = {value}"), execution_options=wrong)


def test_booleans_read_as_booleans():
    a_teacher()
    statement = select(WorkPlace.file_moved, WorkPlace.voided).execution_options(unrestricted="test")
    assert db.session.execute(statement).all() == [(True, False)]


def test_codes_outside_the_enum_are_refused():
    school = a_school()
    with pytest.raises(IntegrityError), write_tx() as session:
        session.execute(text("UPDATE organisation SET kind = 'castle'"))
    assert school.kind is OrganisationKind.SCHOOL


def test_codes_are_stored_by_value():
    a_school(school_type=SchoolType.NINE_YEAR)
    assert db.session.scalar(text("SELECT school_type FROM organisation WHERE kind = 'school'")) == "312"


def test_foreign_keys_hold():
    with pytest.raises(IntegrityError), write_tx() as session:
        session.execute(text("UPDATE organisation SET parent_id = 4711"))
        session.add(OrganisationName(organisation_id=4711, name="x", valid_from=date(2020, 1, 1), recorded_at=NOW))
    school_id = a_school().id
    with pytest.raises(DBAPIError), write_tx() as session:
        session.execute(text("DELETE FROM organisation WHERE id = :id"), {"id": school_id})


@pytest.mark.parametrize("wrong", ["'many'", "'1.5x'"])
def test_columns_take_their_own_type_only(wrong):
    a_school()
    with pytest.raises(DBAPIError), write_tx() as session:
        session.execute(text(f"UPDATE organisation SET version = {wrong}"))


def test_ties_are_broken_by_the_unique_column():
    county = a_county()
    made = [a_school("同名小学", county).id for _ in range(3)]
    with write_tx() as session:  # moves the row on PostgreSQL's heap
        session.execute(update(Organisation).where(Organisation.id == made[0]).values(runner="811"))
    statement = select(Organisation.id).where(Organisation.name == "同名小学")
    assert list(db.session.scalars(statement.order_by(Organisation.name, Organisation.id))) == made


@pytest.mark.parametrize("descending", [False, True])
def test_null_stands_last_whichever_the_direction(descending):
    county = a_county()
    a_school("有", county, runner="811")
    a_school("无", county)
    by = Organisation.runner.desc() if descending else Organisation.runner.asc()
    statement = select(Organisation.name).where(Organisation.parent_id == county.id)
    assert list(db.session.scalars(statement.order_by(by.nulls_last(), Organisation.id))) == ["有", "无"]


TYPED = [
    ("qinghe", 1), ("QINGHE", 1), ("ＱＩＮＧＨＥ", 1), ("100%", 1), ("100_", 0), ("a!b", 1),
    ("a_b", 0), ("%", 1), ("_", 1), ("!", 1), ("\\", 0), ("青 禾", 1), ("\0", 2), ("\ud800青禾", 1),
]  # fmt: skip


def test_like_finds_what_was_typed_and_nothing_more():
    a_city()
    a_school("100%a!b_c", a_city())
    for typed, found in TYPED:
        like = Organisation.search_text.like(pattern(typed), escape="!")
        assert db.session.scalar(select(func.count(Organisation.id)).where(like)) == found, typed


def test_like_has_no_case_trap():
    """LIKE folds ASCII on SQLite only: stored text and pattern are folded by us."""
    a_school("ABC学校", a_city())
    statement = select(Organisation.name).where(Organisation.search_text.like(pattern("aBc"), escape="!"))
    assert list(db.session.scalars(statement)) == ["ABC学校"]


def test_group_by_names_every_column():
    county = a_county()
    a_school("甲", county)
    a_school("乙", county)
    small = func.sum(case((Organisation.name == "甲", 1), else_=0))
    statement = select(Organisation.kind, func.count(), small).group_by(Organisation.kind).order_by(Organisation.kind)
    assert db.session.execute(statement).all() == [
        (OrganisationKind.CITY, 1, 0), (OrganisationKind.COUNTY, 1, 0), (OrganisationKind.SCHOOL, 2, 1),
    ]  # fmt: skip


def test_dates_compare_as_dates():
    school = a_school(since=date(2024, 2, 29))
    for day, found in ((date(2024, 2, 28), None), (date(2024, 2, 29), school.id), (date(2024, 12, 31), school.id)):
        statement = select(Organisation.id).where(Organisation.id == school.id, Organisation.opened_on <= day)
        assert db.session.scalar(statement) == found
    assert db.session.scalar(select(Organisation.opened_on).where(Organisation.id == school.id)) == date(2024, 2, 29)


def test_integer_division_and_sums_are_exact():
    school = a_school()
    with write_tx() as session:
        session.add_all([
            SchoolFigures(
                organisation_id=school.id, school_year=2020 + number, pupils=each, classes=1, posts=1,
                valid_from=date(2020 + number, 9, 1), recorded_at=NOW,
            )
            for number, each in enumerate((1, 2, 2))
        ])  # fmt: skip
    total = db.session.scalar(select(func.sum(SchoolFigures.pupils)))
    assert (int(total), db.session.scalar(select(literal(7) // literal(2)))) == (5, 3)


def test_checks_hold_on_raw_sql():
    school = a_school()
    with pytest.raises(IntegrityError), write_tx() as session:
        session.execute(text("UPDATE organisation SET parent_id = id WHERE id = :id"), {"id": school.id})


def test_names_and_types_of_the_models_follow_the_convention():
    for table in Base.metadata.sorted_tables:
        assert all(each.name for each in table.constraints), table.name
    assert "request_key" in inspect(db.engine).get_table_names()


def test_canonical_is_one_text_for_one_value():
    assert canonical({"b": 1, "a": [date(2026, 1, 2), "中"]}) == '{"a":["2026-01-02","中"],"b":1}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_moments_do_not_depend_on_the_servers_zone():
    with time_machine.travel(datetime(2026, 3, 1, 17, 0, tzinfo=UTC)):
        an_organisation(OrganisationKind.CITY, "市", None)
    recorded = db.session.scalar(select(OrganisationName.recorded_at))
    assert recorded.replace(microsecond=0, second=0) == datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
