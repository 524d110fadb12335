"""Open organisations, each after the one it lies under. Their names are open to everybody signed in."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from teacher_growth.exporting.kinds.source import Source
from teacher_growth.organisations.models import Organisation

OWN = ("code", "name", "kind", "school_type", "division", "runner", "opened_on")


def organisations(today: date) -> Source:
    parent = aliased(Organisation)
    is_open = or_(Organisation.closed_on.is_(None), Organisation.closed_on > today)
    statement = select(Organisation).where(is_open)
    statement = statement.outerjoin_from(Organisation, parent, parent.id == Organisation.parent_id)
    values = {name: getattr(Organisation, name) for name in OWN} | {"parent": parent.name}
    return Source(statement, values, [Organisation.path], Organisation.id)
