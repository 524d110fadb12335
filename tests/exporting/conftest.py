import re
from itertools import count

import pytest
from sqlalchemy import insert

from teacher_growth.access.roles import Role
from teacher_growth.database import db, write_tx
from teacher_growth.exporting.rules import MOST_AT_ONCE
from teacher_growth.jobs.models import Job
from teacher_growth.organisations.models import Organisation
from teacher_growth.organisations.rules import OrganisationKind
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school

MANY = MOST_AT_ONCE + 1
HIDDEN = re.compile(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"')
_numbers = count(1)


def many_organisations(number: int = MANY) -> None:
    """Rows of a list that everybody reads, without their history."""
    places = range(number)
    with write_tx() as session:
        session.execute(insert(Organisation), [
            {"kind": OrganisationKind.PROVIDER, "name": f"机构{at:05}", "search_text": f"机构{at:05}",
             "path": f"/{10_000_000 + at}/", "version": 1} for at in places
        ])  # fmt: skip


def hidden_fields(html: str) -> dict[str, str]:
    return {name: value.replace("&amp;", "&") for name, value in HIDDEN.findall(html)}


def all_jobs() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).order_by(Job.id)))


@pytest.fixture
def account(app):
    return an_account(Role.ACADEMIC_OFFICE, a_school("青禾小学"))


@pytest.fixture
def ask(account, sign_in):
    """ask(format, address) → (client, answer): the form of a long list, sent."""

    def asked(format_="xlsx", address="/organisations?kind=provider"):
        client = sign_in(account)
        page = client.get(f"{address}&export={format_}")
        return client, client.post("/exports", data=hidden_fields(page.text))

    return asked
