"""What tests of people's files ask again and again."""

from datetime import date

from sqlalchemy import func, select

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.models import AuditEntry
from teacher_growth.database import db
from teacher_growth.people import queries
from teacher_growth.people.rules.codes import TitleLevel
from teacher_growth.people.rules.kinds import FactKind
from tests.factories.people import a_fact

TITLE = {"level": "first", "subject": "13", "valid_from": "2021-12-01", "document": "云人社〔2021〕31号"}


def entries(event):
    statement = select(func.count(AuditEntry.seq)).where(AuditEntry.event == event)
    return db.session.scalar(statement.execution_options(unrestricted="test"))


def titles(teacher):
    return [(each.level, each.valid_from) for each in queries.facts(FactKind.TITLE, teacher.id, SYSTEM)]


def a_title(teacher, **values):
    given = {"level": TitleLevel.SECOND, "valid_from": date(2016, 9, 1)} | values
    return a_fact(FactKind.TITLE, teacher, **given)
