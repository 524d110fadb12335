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
from tests.benchmarks.limits import bare_app, bare_csv, bare_xlsx, copy_of, page
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
    query = page(bare_app(db.engine, ground.number), "/query")
    yield ground.page("signed in, nothing on it", ground.city, "/me", 6)
    yield ground.page("own transcript", ground.teacher, f"/training?year={YEAR}", 6)
    yield ground.page("school list", ground.principal, f"/people?size={LIST}", 1.6)
    for name, typed, most in (("prefix", "wangf", 3), ("contains", "华", 10), ("school", "第 小学", 10)):
        options = f"/people/options?q={typed}"
        yield Job(f"search, {name}", ground.opened(ground.city, options), "one indexed query", query, most)
    yield ground.page("search, county's list", ground.county, "/people?q=华", 10)
    for by in ("county", "stage", "school", "rural"):
        yield ground.page(f"dashboard by {by}", ground.city, f"/dashboard/hours?by={by}&year={YEAR}", 6)
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
        self.number = _first(people.with_only_columns(Teacher.staff_number))[0]

    def page(self, name: str, account_id: int, address: str, most: float) -> Job:
        opened = self.opened(account_id, address)
        copy, values = copy_of(opened().get_data(as_text=True))
        return Job(name, opened, f"same HTML, {values:,} values", page(copy, "/"), most)

    def opened(self, account_id: int, address: str) -> Work:
        with write_tx():
            token = accounts.start_session(account_id, address="127.0.0.1", actor=SYSTEM)
        client = Client(self.app)
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True

        def open_it() -> Any:
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            return answer

        return open_it


def _login(login: str) -> int:
    return int(_first(select(Account.id).where(Account.login == login))[0])


def _first(statement: Select[Any]) -> Any:
    return db.session.execute(unrestricted(statement.limit(1), reason="benchmark")).one()
