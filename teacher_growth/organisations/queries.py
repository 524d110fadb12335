"""The tree and its dated facts. Open to everybody signed in, so not scoped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from teacher_growth.database import LARGEST_ID, db
from teacher_growth.errors import NotVisible
from teacher_growth.facts import in_force, known
from teacher_growth.organisations.models import (
    GroupMember,
    Organisation,
    OrganisationName,
    OrganisationParent,
    RuralClass,
    SchoolFigures,
)
from teacher_growth.organisations.rules import LineKind, OrganisationKind, RuralNotion

MODELS: dict[LineKind, type[Any]] = {
    LineKind.NAME: OrganisationName,
    LineKind.PARENT: OrganisationParent,
    LineKind.RURAL: RuralClass,
    LineKind.FIGURES: SchoolFigures,
    LineKind.MEMBERSHIP: GroupMember,
}


def organisations() -> Select[tuple[Organisation]]:
    return select(Organisation)


def find(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def called(text: str) -> Organisation | None:
    """The one with this code, or else the only one of this name."""
    found = db.session.scalars(select(Organisation).where(Organisation.code == text)).all()
    found = found or db.session.scalars(select(Organisation).where(Organisation.name == text).limit(2)).all()
    return found[0] if len(found) == 1 else None


def root() -> Organisation | None:
    return db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.CITY)).first()


def highest(organisation_ids: Iterable[int]) -> Organisation | None:
    """The one nearest to the city; of equals the first entered."""
    among = select(Organisation).where(Organisation.id.in_(list(organisation_ids)))
    found = db.session.scalars(among.order_by(Organisation.id)).all()
    return min(found, key=lambda each: each.path.count("/"), default=None)


def below(organisation: Organisation) -> Select[Any]:
    """Itself and all below it."""
    return select(Organisation).where(Organisation.path.startswith(organisation.path, autoescape=True))


def chain(organisation: Organisation) -> list[Organisation]:
    """From the city down to the organisation itself."""
    ids = [int(part) for part in organisation.path.strip("/").split("/")]
    found = {each.id: each for each in db.session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    return [found[each] for each in ids]


def children(parent_id: int, *kinds: OrganisationKind) -> list[Organisation]:
    statement = select(Organisation).where(Organisation.parent_id == parent_id)
    if kinds:
        statement = statement.where(Organisation.kind.in_(kinds))
    return list(db.session.scalars(statement.order_by(Organisation.division, Organisation.code, Organisation.id)))


def open_below(parent_ids: Iterable[int]) -> list[Organisation]:
    """The next level of the tree: what is not closed, in one query."""
    statement = select(Organisation).where(
        Organisation.parent_id.in_(list(parent_ids)), Organisation.closed_on.is_(None)
    )
    return list(db.session.scalars(statement.order_by(Organisation.division, Organisation.code, Organisation.id)))


def below_ids(organisation: Organisation) -> list[int]:
    """Its own id and those of all below."""
    path = Organisation.path.startswith(organisation.path, autoescape=True)
    return list(db.session.scalars(select(Organisation.id).where(path).order_by(Organisation.id)))


@dataclass
class Branch:
    """An organisation in the tree; counts are of itself and all below, `people` None for those who may not know."""

    organisation: Organisation
    people: int | None
    schools: int
    below: list["Branch"]


def branches(every: list[Organisation], people: Mapping[int, int] | None) -> list[Branch]:
    """The tree from its levels, the upper ones first; the first branch is the root."""
    found = {
        each.id: Branch(
            each,
            None if people is None else people.get(each.id, 0),
            int(each.kind is OrganisationKind.SCHOOL),
            [],
        )
        for each in every
    }
    for each in reversed(every):
        if each.parent_id in found:
            branch, above = found[each.id], found[each.parent_id]
            above.below.insert(0, branch)
            above.schools += branch.schools
            if above.people is not None and branch.people is not None:
                above.people += branch.people
    return list(found.values())


def members(group_id: int, as_of: date, known_at: datetime | None = None) -> list[tuple[GroupMember, Organisation]]:
    """Schools in a group that day."""
    statement = (
        select(GroupMember, Organisation)
        .join(Organisation, Organisation.id == GroupMember.organisation_id)
        .where(GroupMember.group_id == group_id, in_force(GroupMember, as_of, known_at))
        .order_by(GroupMember.member_role, GroupMember.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def lines(
    kind: LineKind, organisation_id: int, *, as_of: date | None = None, known_at: datetime | None = None
) -> list[Any]:
    """What is or was known of one kind, of one day or of all, newest first; the rural classes notion by notion."""
    model = MODELS[kind]
    asked = known(model, known_at) if as_of is None else in_force(model, as_of, known_at)
    statement = select(model).where(model.organisation_id == organisation_id, asked)
    found = list(db.session.scalars(statement.order_by(model.valid_from.desc(), model.id.desc())))
    if kind is LineKind.RURAL:
        found.sort(key=lambda each: (list(RuralNotion).index(each.notion), each.purpose))
    return found


def line(kind: LineKind, organisation_id: int, line_id: int) -> Any:
    """One dated line of this organisation, whatever became of it."""
    found = db.session.get(MODELS[kind], line_id) if 0 < line_id <= LARGEST_ID else None
    if found is None or found.organisation_id != organisation_id:
        raise NotVisible(MODELS[kind].__name__, line_id)
    return found


def history(kind: LineKind, organisation_id: int) -> list[Any]:
    """Every line ever recorded, the superseded and voided ones too, in the order of recording."""
    model = MODELS[kind]
    statement = select(model).where(model.organisation_id == organisation_id)
    return list(db.session.scalars(statement.order_by(model.recorded_at, model.id)))


def names_of(lines: Iterable[Any]) -> dict[int, str]:
    """Names of the parents and groups that lines name."""
    ids = {getattr(each, name, None) for each in lines for name in ("parent_id", "group_id")} - {None}
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(statement)} if ids else {}
