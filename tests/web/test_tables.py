from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import Column as Field
from sqlalchemy import Connection, Date, Integer, MetaData, String, create_engine, func, insert, select
from sqlalchemy import Table as Relation
from werkzeug.datastructures import MultiDict

from teacher_growth.web.tables import BatchAction, Column, Filter, Page, Table, chosen_ids

T = Relation(
    "records", MetaData(), Field("id", Integer, primary_key=True), Field("name", String), Field("on", Date),
    Field("state", String),
)  # fmt: skip
ROWS = [
    {"id": at, "name": f"n{at % 3}", "on": None if at == 5 else date(2026, 1, 1 + at % 4), "state": "ab"[at % 2]}
    for at in range(1, 46)
]
STATES = [("a", "A"), ("b", "B")]
TABLE = Table(
    key="records",
    title="Records",
    statement=select(T),
    columns=[
        Column("name", "Name", value=lambda row: row.name, sort=T.c.name, card=True),
        Column("on", "On", value=lambda row: row.on, sort=T.c.on, kind="date"),
        Column("state", "State", value=lambda row: row.state, kind="state"),
    ],
    filters=[
        Filter("q", "Words", apply=lambda s, v: s.where(T.c.name.contains(v, autoescape=True))),
        Filter("state", "State", kind="choice", choices=STATES, apply=lambda s, v: s.where(T.c.state == v)),
        Filter("since", "Since", kind="date", apply=lambda s, v: s.where(T.c.on >= v)),
    ],
    tie=T.c.id,
    default_sort="-on",
    row_url=lambda row: f"/records/{row.id}",
    batch=[BatchAction("Do", "/do", "do")],
    selectable=lambda row: row.state == "a",
)  # fmt: skip


@pytest.fixture(scope="module")
def connection():
    with create_engine("sqlite://").connect() as connection:
        T.create(connection)
        connection.execute(insert(T), ROWS)
        yield connection


def read(connection: Connection, query: dict[str, object], table: Table = TABLE) -> Page:
    return table.read(
        MultiDict(query),
        rows=lambda s: connection.execute(s).all(),
        count=lambda s: connection.scalar(select(func.count()).select_from(s.subquery())) or 0,
    )


def ids(page: Page) -> list[int]:
    return [row.id for row in page.rows]


def expected(column: str, *, descending: bool, rows: list[dict] = ROWS) -> list[int]:
    known = sorted((row for row in rows if row[column] is not None), key=lambda row: row[column], reverse=descending)
    return [row["id"] for row in [*known, *(row for row in rows if row[column] is None)]]


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [("name", "name", False), ("-name", "name", True), ("on", "on", False), ("-on", "on", True), ("", "on", True),
     ("state", "on", True), ("nothing", "on", True), ("--on", "on", True)],
)  # fmt: skip
def test_order_is_total_and_empty_values_stand_last(connection, sort, column, descending):
    pages = [ids(read(connection, {"sort": sort, "page": at})) for at in (1, 2, 3)]
    assert sum(pages, []) == expected(column, descending=descending)


@pytest.mark.parametrize(
    ("asked", "number"),
    [("1", 1), ("3", 3), ("4", 3), ("99999999999999999999", 3), ("9" * 5000, 1), ("0", 1), ("-7", 1),
     ("x", 1), ("", 1), ("1.5", 1)],
)  # fmt: skip
def test_page_number_falls_back(connection, asked, number):
    page = read(connection, {"page": asked})
    assert (page.number, page.pages, page.total, page.rows[0].number) == (number, 3, 45, (number - 1) * 20 + 1)


@pytest.mark.parametrize(("asked", "size"), [("50", 50), ("100", 100), ("21", 20), ("1e9", 20), ("99999999999", 20)])
def test_size_is_one_of_three(connection, asked, size):
    page = read(connection, {"size": asked})
    assert (page.size, len(page.rows)) == (size, min(size, 45))


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ({"q": "n1"}, ["n1", "", ""]),
        ({"q": " n1\0 "}, ["n1", "", ""]),
        ({"q": "%"}, ["%", "", ""]),
        ({"state": "a", "since": "2026-01-03"}, ["", "a", "2026-01-03"]),
        ({"state": "c", "since": "2026-02-30"}, ["", "", ""]),
    ],
)
def test_filters_keep_what_can_be_read(connection, query, values):
    page = read(connection, {**query, "size": "100"})
    q, state, since = values
    rows = [
        row for row in ROWS
        if q in row["name"] and state in ("", row["state"])
        and (not since or (row["on"] is not None and row["on"].isoformat() >= since))
    ]  # fmt: skip
    assert ([each.value for each in page.filters], ids(page)) == (values, expected("on", descending=True, rows=rows))


def test_urls_keep_the_other_arguments(connection):
    page = read(connection, {"tab": "x", "q": "n", "page": "2", "sort": "name"})
    assert page.next_url == "?tab=x&q=n&sort=name&page=3"
    assert page.heads[0].url == "?tab=x&q=n&sort=-name"
    assert page.heads[1].url == "?tab=x&q=n&sort=on"
    assert [each.url for each in page.chips] == ["?tab=x&sort=name"]
    assert page.reset_url == "?tab=x&sort=name"
    assert page.sizes[1].url == "?tab=x&q=n&sort=name&size=50"
    assert page.other_args == [("tab", "x")]
    assert page.kept_args == {"q": "n", "sort": "name"}
    assert [head.direction for head in page.heads] == ["ascending", None, None]


def test_page_of_nothing(connection):
    page = read(connection, {"q": "none", "page": "9"})
    assert (page.rows, page.total, page.number, page.pages) == ([], 0, 1, 1)
    assert (page.previous_url, page.next_url) == (None, None)


def test_rows_know_their_link_and_whether_they_may_be_ticked(connection):
    row = read(connection, {"sort": "name", "state": "b"}).rows[0]
    assert (row.id, row.selectable, [cell.url for cell in row.cells]) == (3, False, ["/records/3", None, None])


def test_matching_is_the_page_without_its_limit(connection):
    args = MultiDict({"state": "a", "sort": "-name", "page": "2"})
    rows = [row for row in ROWS if row["state"] == "a"]
    found = [row.id for row in connection.execute(TABLE.matching(args))]
    assert found == expected("name", descending=True, rows=rows)


@pytest.mark.parametrize(("query", "sizes"), [({}, [20, 20, 5]), ({"state": "a", "sort": "-name"}, [20, 2])])
def test_a_sheet_is_the_whole_list_in_order_chunk_by_chunk(connection, query, sizes):
    args = MultiDict({**query, "page": "2", "size": "50"})
    sheet = TABLE.sheet(
        args, rows=lambda s: connection.execute(s).all(), values=lambda s: connection.scalars(s).all(), chunk=20
    )
    chunks = list(sheet.chunks())
    assert [len(each) for each in chunks] == sizes
    whole = [row.id for row in connection.execute(TABLE.matching(args))]
    assert [row.id for each in chunks for row in each] == whole
    assert (sheet.total, sheet.conditions) == (len(whole), [("State", "A")] if query else [])


def test_a_sheet_has_a_column_for_each_value_of_a_cell():
    number = Column("number", "Number", value=lambda row: row.id)
    unit = Column("unit", "Unit", value=lambda row: "h")
    hinted = Column("a", "A", value=lambda row: row.id, hint=unit)
    drawn = Column("b", "B", value=lambda row: "1 h", hint=hinted, parts=[number, unit])
    table = replace(TABLE, columns=[hinted, drawn])
    sheet = table.sheet(MultiDict(), rows=lambda s: [], values=lambda s: [])
    assert [each.key for each in sheet.columns] == ["a", "unit", "number", "unit"]


def test_pages_offer_the_list_as_it_is_narrowed_and_ordered(connection):
    page = read(connection, {"tab": "x", "q": "n", "page": "2", "size": "50", "sort": "name"})
    kept = "?tab=x&q=n&sort=name&export="
    assert page.exports == [("xlsx", f"{kept}xlsx"), ("csv", f"{kept}csv")]


@pytest.mark.parametrize(
    ("number", "links"),
    [(1, [1, 2, None, 9]), (5, [1, None, 4, 5, 6, None, 9]), (9, [1, None, 8, 9]), (3, [1, 2, 3, 4, None, 9])],
)
def test_page_links(number, links):
    row = SimpleNamespace(id=1, name="n", on=None, state="a")
    page = TABLE.read(MultiDict({"page": str(number)}), rows=lambda _: [row], count=lambda _: 180)
    assert [each.number for each in page.links] == links


def test_chosen_ids_are_whole_small_and_once():
    form = MultiDict([("ids", "3"), ("ids", "x"), ("ids", "3"), ("ids", "1"), ("ids", str(2**31)), ("ids", "-1")])
    assert chosen_ids(form) == [3, 1]


def test_filter_key_of_the_table_is_refused():
    with pytest.raises(ValueError, match="page"):
        replace(TABLE, filters=[Filter("page", "Page", apply=lambda s, v: s)])
