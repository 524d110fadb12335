"""A list as page or as file: the same statement, scope and order; a file only where one is asked for."""

import pytest
from sqlalchemy import select

from teacher_growth.organisations.models import Organisation
from teacher_growth.web.listing import all_columns, file_is_asked_for, offer, read
from teacher_growth.web.tables import Book, Column, Filter, Table, small_sheet
from tests.factories.organisations import a_county, a_school


def table(statement):
    return Table(
        key="schools", title="学校", statement=statement, tie=Organisation.id, default_sort="name",
        columns=[Column("name", "名称", value=lambda row: row.name, sort=Organisation.name)],
        filters=[Filter("q", "名称", apply=lambda each, text: each.where(Organisation.name.contains(text)))],
    )  # fmt: skip


@pytest.fixture
def county(app):
    county = a_county("云溪县")
    for name in ("丙校", "甲校", "乙校"):
        a_school(name, county)
    return county


def schools(county):
    return select(Organisation).where(Organisation.parent_id == county.id)


def names(page):
    return [cell.value for row in page.rows for cell in row.cells]


def test_a_page_is_read_as_the_address_asks(app, county):
    with app.test_request_context("/?sort=-name&size=20"):
        page = read(table(schools(county)))
    assert (page.total, sorted(names(page))) == (3, ["丙校", "乙校", "甲校"])
    with app.test_request_context("/?q=甲"):
        assert names(read(table(schools(county)))) == ["甲校"]


def test_rows_of_several_columns_are_loaded_whole(app, county):
    statement = select(Organisation.id, Organisation.name).where(Organisation.parent_id == county.id)
    with app.test_request_context("/?q=乙"):
        assert names(read(table(statement), load=all_columns)) == ["乙校"]


@pytest.mark.parametrize(
    ("method", "address", "asked"),
    [
        ("GET", "/?export=xlsx", True), ("GET", "/?export=csv", True), ("GET", "/?export=pdf", False),
        ("GET", "/?export=", False), ("GET", "/", False), ("POST", "/?export=csv", False),
    ],
)  # fmt: skip
def test_a_file_is_asked_for_by_reading_and_by_a_format_there_is(app, method, address, asked):
    with app.test_request_context(address, method=method):
        assert file_is_asked_for() is asked


def test_several_sheets_are_no_csv(app):
    sheet = small_sheet("学校", [], [])
    with app.test_request_context("/?export=csv"):
        assert offer(Book("学校", [sheet, sheet])) is None
