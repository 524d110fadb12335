"""python -m tests.benchmarks.search [PEOPLE]: the search for people against one indexed query, on SQLite.

Builds 100,000 people set-wise in a temporary home, then prints each search's median, and its ratio to finding one
person by staff number. Times are of the processor, so that a busy machine does not show. Not a test: machines differ.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
from sqlalchemy import insert, select, text

from teacher_growth import settings
from teacher_growth.access.actor import Actor, Grant
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import count, unrestricted
from teacher_growth.app import create_app
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.people import queries
from teacher_growth.people.models import PersonnelRelation, Teacher, WorkPlace
from teacher_growth.people.rules.codes import Employment, PlaceKind, Sex, Stage, Subject
from teacher_growth.pinyin import name_key, person_text
from tests.factories.organisations import a_county, a_school

PEOPLE, COUNTIES, SCHOOLS = 100_000, 7, 70
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国玉兰红"
TYPED = ("王", "王芳", "wangfang", "wf", "zhengguo", "D0", "D099999", "第3小学", "zhang 第21小学", "没有这样的人", "")
RUNS, MOST_MS = 9, 50
SINCE = date(2015, 9, 1)


def names() -> Iterator[str]:
    made = ["".join(each) for each in product(SURNAMES, GIVEN)]
    made += ["".join(each) for each in product(SURNAMES, GIVEN, GIVEN)]
    while True:
        yield from made


def build(people: int) -> list[Any]:
    """Counties, their schools, and people spread over them."""
    counties = [a_county() for _ in range(COUNTIES)]
    schools = [a_school(county=county).id for county in counties for _ in range(SCHOOLS)]
    rows, facts, places = [], [], []
    subjects, stages, taken, moment = list(Subject), list(Stage), names(), now()
    for number in range(1, people + 1):
        name, staff_number = next(taken), f"D{number:06}"
        rows.append({
            "id": number, "staff_number": staff_number, "name": name, "name_key": name_key(name),
            "search_text": person_text(name, staff_number), "sex": Sex.FEMALE, "birth_date": date(1985, 3, 1),
            "stage": stages[number % len(stages)], "subject": subjects[number % len(subjects)], "version": 1,
        })  # fmt: skip
        fact = {
            "teacher_id": number, "organisation_id": schools[number % len(schools)], "valid_from": SINCE,
            "recorded_at": moment, "voided": False,
        }  # fmt: skip
        facts.append(fact | {"employment": Employment.ESTABLISHED})
        places.append(fact | {"kind": PlaceKind.REGULAR, "share": 100, "file_moved": True})
    with write_tx() as session:
        for table, values in ((Teacher, rows), (PersonnelRelation, facts), (WorkPlace, places)):
            session.execute(unrestricted(insert(table.__table__), reason="benchmark"), values)
        session.execute(text("ANALYZE"), execution_options={"unrestricted": "benchmark"})
    return [counties[0], schools]


def median_ms(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) * 1000)
        db.session.rollback()
    return statistics.median(taken)


def one_by_number(number: str) -> Any:
    return db.session.scalars(unrestricted(select(Teacher).where(Teacher.staff_number == number), reason="x")).one()


def actors(county_id: int, county_schools: list[int], school_id: int) -> dict[str, Actor]:
    return {
        "city": Actor(1, None, (Grant(Role.CITY_CLERK, 1, None),)),
        "county": Actor(2, None, (Grant(Role.COUNTY_CLERK, county_id, frozenset({county_id, *county_schools})),)),
        "school": Actor(3, None, (Grant(Role.ACADEMIC_OFFICE, school_id, frozenset({school_id})),)),
    }


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with TemporaryDirectory() as home:
        app = create_app(settings.Testing(Path(home)))
        with app.app_context():
            flask_migrate.upgrade()
            county, schools = build(people)
            indexed = median_ms(lambda: one_by_number(f"D{people // 2:06}"))
            print(f"{people} people; one by staff number: {indexed:.2f} ms")
            for name, actor in actors(county.id, schools[:SCHOOLS], schools[0]).items():
                for typed in TYPED:
                    report(name, actor, typed, indexed)
            db.session.remove()
            db.engine.dispose()


def listed(actor: Actor, typed: str) -> int:
    """What the header's search asks for on the list: how many, and the first page."""
    statement = queries.matching(queries.teachers(actor, joined=queries.FILTERED), typed)
    queries.found_by(statement.order_by(Teacher.name_key, Teacher.id).limit(20))
    return count(statement)


def report(name: str, actor: Actor, typed: str, indexed: float) -> None:
    found = listed(actor, typed)
    picker = median_ms(lambda: queries.search(actor, typed))
    page = median_ms(lambda: listed(actor, typed))
    slow = "  picker over 50 ms" if picker > MOST_MS else ""
    print(
        f"{name:7} {typed!r:18} {found:6} found  picker {picker:6.1f} ms × {picker / indexed:5.1f}"
        f"  list {page:6.1f} ms × {page / indexed:5.1f}{slow}"
    )


if __name__ == "__main__":
    main()
