"""What is timed: pages as their readers open them, signed in; each beside its limit of performance.md, section 9."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, func, select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts import actions as accounts
from teacher_growth.accounts.models import Account, RoleGrant
from teacher_growth.database import db, write_tx
from teacher_growth.people.models import PersonnelRelation, Teacher
from teacher_growth.training.models import TrainingRecord
from tests.benchmarks import exporting
from tests.benchmarks.limits import bare_app, bare_csv, bare_xlsx, page
from tests.benchmarks.timing import Work
from tests.conftest import Client

YEAR = 2025  # whole, and verified
LIST = 100  # rows of the longest page


@dataclass(frozen=True)
class Job:
    name: str
    work: Work
    limit_name: str
    limit: Work
    most: float  # times the limit


def jobs(app: Flask) -> Iterator[Job]:
    ground = Ground(app)
    bare = bare_app(db.engine, ground.number, ground.listed)
    small, query, listed = (page(bare, each) for each in ("/small", "/query", "/listed"))
    opened = ground.opened
    yield Job("signed in, nothing on it", opened(ground.city, "/me"), "small page", small, 6)
    yield Job("own transcript", opened(ground.teacher, f"/training?year={YEAR}"), "small page", small, 6)
    yield Job("school list", opened(ground.principal, f"/people?size={LIST}"), "same rows, template only", listed, 1.6)
    for name, typed, most in (("prefix", "wangf", 3), ("contains", "华", 10), ("school", "第 小学", 10)):
        yield Job(
            f"search, {name}", opened(ground.city, f"/people/options?q={typed}"), "one indexed query", query, most
        )
    yield Job("search, county's list", opened(ground.county, "/people?q=华"), "one indexed query", query, 10)
    for by in ("county", "stage", "school", "rural"):
        yield Job(
            f"dashboard by {by}", opened(ground.city, f"/dashboard/hours?by={by}&year={YEAR}"), "small page", small, 6
        )
    for format_, least, name, most in (("xlsx", bare_xlsx, "XlsxWriter", 2), ("csv", bare_csv, "csv", 25)):
        written, limit = exporting.written(format_), exporting.bare(least)
        yield Job(f"50,000 x 30 as {format_}", written, f"bare {name} of the same cells", limit, most)


class Ground:
    """Who opens the pages: of the demo's people those with most to read."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.city, self.county = _login("city.clerk"), _login("nanhu.clerk")
        self.principal, school = _first(
            select(RoleGrant.account_id, RoleGrant.organisation_id)
            .join(PersonnelRelation, PersonnelRelation.organisation_id == RoleGrant.organisation_id)
            .where(RoleGrant.role == Role.PRINCIPAL, PersonnelRelation.valid_to.is_(None))
            .group_by(RoleGrant.account_id, RoleGrant.organisation_id).order_by(func.count().desc())
        )  # fmt: skip
        self.teacher = _first(
            select(Account.id).join(TrainingRecord, TrainingRecord.teacher_id == Account.teacher_id)
            .where(TrainingRecord.school_year == YEAR, TrainingRecord.organisation_id == school)
            .group_by(Account.id).order_by(func.count().desc())
        )[0]  # fmt: skip
        people = select(Teacher).join(PersonnelRelation, PersonnelRelation.teacher_id == Teacher.id)
        people = people.where(PersonnelRelation.organisation_id == school, PersonnelRelation.valid_to.is_(None))
        found = db.session.scalars(unrestricted(people.limit(LIST), reason="benchmark")).all()
        self.number = found[0].staff_number
        self.listed = [
            (each.name, each.staff_number, "某某学校", str(each.birth_date), str(each.stage), str(each.subject), "一级",
             "骨干")
            for each in found
        ]  # fmt: skip

    def opened(self, account_id: int, address: str) -> Work:
        with write_tx():
            token = accounts.start_session(account_id, address="127.0.0.1", actor=SYSTEM)
        client = Client(self.app)
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True

        def open_it() -> None:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)

        return open_it


def _login(login: str) -> int:
    return int(_first(select(Account.id).where(Account.login == login))[0])


def _first(statement: Select[Any]) -> Any:
    return db.session.execute(unrestricted(statement.limit(1), reason="benchmark")).one()
