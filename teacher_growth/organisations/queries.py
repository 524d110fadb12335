"""The tree and its dated facts. Open to everybody signed in, so not scoped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, select

from teacher_growth.database import db
from teacher_growth.facts import in_force, known
from teacher_growth.organisations.models import (
    GroupMember,
    Organisation,
    OrganisationName,
    OrganisationParent,
    RuralClass,
    SchoolFigures,
)
from teacher_growth.organisations.rules import OrganisationKind, RuralNotion


def organisations() -> Select[tuple[Organisation]]:
    return select(Organisation)


def find(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def root() -> Organisation | None:
    return db.session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.CITY)).first()


def below(organisation: Organisation) -> Select[tuple[Organisation]]:
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


def name_on(organisation_id: int, as_of: date, known_at: datetime | None = None) -> str | None:
    statement = select(OrganisationName.name).where(
        OrganisationName.organisation_id == organisation_id, in_force(OrganisationName, as_of, known_at)
    )
    return db.session.scalars(statement.order_by(OrganisationName.id.desc())).first()


def parent_on(organisation_id: int, as_of: date, known_at: datetime | None = None) -> int | None:
    statement = select(OrganisationParent.parent_id).where(
        OrganisationParent.organisation_id == organisation_id, in_force(OrganisationParent, as_of, known_at)
    )
    return db.session.scalars(statement.order_by(OrganisationParent.id.desc())).first()


def rural_classes(organisation_ids: Iterable[int], as_of: date) -> dict[int, list[RuralClass]]:
    """All three notions in force that day, per organisation, in one query."""
    statement = select(RuralClass).where(
        RuralClass.organisation_id.in_(list(organisation_ids)), in_force(RuralClass, as_of)
    )
    found: dict[int, list[RuralClass]] = {}
    for each in db.session.scalars(statement.order_by(RuralClass.notion, RuralClass.purpose, RuralClass.id)):
        found.setdefault(each.organisation_id, []).append(each)
    return found


def rural_history(organisation_id: int) -> list[RuralClass]:
    """Every known line of the three notions, those of today first."""
    statement = select(RuralClass).where(RuralClass.organisation_id == organisation_id, known(RuralClass))
    return list(
        db.session.scalars(statement.order_by(RuralClass.notion, RuralClass.valid_from.desc(), RuralClass.id.desc()))
    )


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


def place_class_column(as_of: date):
    """Join condition for the statistical class on a day."""
    return and_(
        RuralClass.organisation_id == Organisation.id,
        RuralClass.notion == RuralNotion.STATISTICAL,
        in_force(RuralClass, as_of),
    )


def figures(organisation_id: int) -> list[SchoolFigures]:
    statement = select(SchoolFigures).where(SchoolFigures.organisation_id == organisation_id, known(SchoolFigures))
    return list(db.session.scalars(statement.order_by(SchoolFigures.school_year.desc(), SchoolFigures.id)))


def names(organisation_id: int) -> list[OrganisationName]:
    statement = select(OrganisationName).where(
        OrganisationName.organisation_id == organisation_id, known(OrganisationName)
    )
    return list(db.session.scalars(statement.order_by(OrganisationName.valid_from, OrganisationName.id)))


def parents(organisation_id: int) -> list[tuple[OrganisationParent, Organisation]]:
    statement = (
        select(OrganisationParent, Organisation)
        .join(Organisation, Organisation.id == OrganisationParent.parent_id)
        .where(OrganisationParent.organisation_id == organisation_id, known(OrganisationParent))
        .order_by(OrganisationParent.valid_from, OrganisationParent.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def memberships(organisation_id: int, as_of: date) -> list[tuple[GroupMember, Organisation]]:
    """Groups a school is in that day."""
    statement = (
        select(GroupMember, Organisation)
        .join(Organisation, Organisation.id == GroupMember.group_id)
        .where(GroupMember.organisation_id == organisation_id, in_force(GroupMember, as_of))
        .order_by(GroupMember.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def members(group_id: int, as_of: date) -> list[tuple[GroupMember, Organisation]]:
    """Schools in a group that day."""
    statement = (
        select(GroupMember, Organisation)
        .join(Organisation, Organisation.id == GroupMember.organisation_id)
        .where(GroupMember.group_id == group_id, in_force(GroupMember, as_of))
        .order_by(GroupMember.member_role, GroupMember.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(statement)]
