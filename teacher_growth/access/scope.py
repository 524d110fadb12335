"""Which rows an actor may see or decide: the one place that answers, and the only way to read a protected table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, Select, and_, false, func, or_, select, true
from sqlalchemy.orm.interfaces import ORMOption

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.database import LARGEST_ID, db, writing
from teacher_growth.errors import NotVisible

M = TypeVar("M", bound=Any)
E = TypeVar("E", bound=Executable)

Places = Callable[[ColumnElement[Any], frozenset[int]], ColumnElement[bool]]


@dataclass(frozen=True)
class Scope:
    """Whose a row is.

    `organisation`: the column that names its owner. `people`: columns that name the persons it is about.
    `places(person, organisation_ids)`: criterion that a person works there, with `person` naming the column
    and `reads` the further tables this criterion looks at. `account`: the column of the account whose own they are,
    seen by nobody else. `undone`: the column that says a row was taken back, so that it is there for nobody.
    """

    organisation: str | tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    person: str | None = None
    places: Places | None = None
    reads: tuple[str, ...] = ()
    account: str | None = None
    undone: str | None = None

    def criterion(self, model: Any, actor: Actor, permission: Permission) -> ColumnElement[bool]:
        whose = self._whose(model, actor, permission)
        return whose if self.undone is None else and_(whose, getattr(model, self.undone).is_(False))

    def _whose(self, model: Any, actor: Actor, permission: Permission) -> ColumnElement[bool]:
        if self.account is not None:
            own = getattr(model, self.account) == actor.user_id
            return true() if actor.is_system else and_(own, true() if actor.may(permission) else false())
        if actor.everywhere(permission):
            return true()
        ways: list[ColumnElement[bool]] = []
        if ids := actor.organisations(permission):
            owners = (self.organisation,) if isinstance(self.organisation, str) else self.organisation
            ways += [getattr(model, owner).in_(ids) for owner in owners]
            if self.places and self.person:
                ways.append(self.places(getattr(model, self.person), ids))
        if actor.may_for_itself(permission):
            ways += [getattr(model, column) == actor.teacher_id for column in self.people]
        return or_(*ways) if ways else false()


def visible(
    model: type[M], actor: Actor, permission: Permission, *, joined: Sequence[type[Any]] = ()
) -> Select[tuple[M]]:
    """The rows of `model` over which `actor` holds `permission`: where every list, page, count, export and API starts.

    `joined` names further protected models the statement will join; they are not narrowed by themselves.
    """
    scope: Scope = model.__scope__
    tables = {model.__tablename__, *scope.reads, *(each.__tablename__ for each in joined)}
    statement = select(model).where(scope.criterion(model, actor, permission))
    return statement.execution_options(scoped=frozenset(tables))


def fetch(
    model: type[M],
    row_id: int,
    actor: Actor,
    permission: Permission,
    *options: ORMOption,
    joined: Sequence[type[Any]] = (),
) -> M:
    """The row, if this actor holds this permission on it, locked when a verb asks; else NotVisible."""
    if not 0 < row_id <= LARGEST_ID:
        raise NotVisible(model.__name__, row_id)
    statement = visible(model, actor, permission, joined=joined).where(model.id == row_id).options(*options)
    if writing() is not None:
        statement = statement.with_for_update(of=model).execution_options(populate_existing=True)
    row: M | None = db.session.scalars(statement).unique().one_or_none()
    if row is None:
        raise NotVisible(model.__name__, row_id)
    return row


def unrestricted(statement: E, *, reason: str) -> E:
    """The named exception: a read or bulk write that does not depend on who asks.

    Call sites and reasons stand in a list that a test compares; inside a verb the reason goes into its audit entry.
    """
    notes = writing()
    if notes is not None:
        notes.setdefault("reasons", []).append(reason)
    return statement.execution_options(unrestricted=reason)


def resting_on(statement: Select[Any], *parts: Select[Any]) -> Select[Any]:
    """A statement over subqueries of scoped statements: it may read what they may read, no more."""
    tables = frozenset().union(*(part.get_execution_options()["scoped"] for part in parts))
    return statement.execution_options(scoped=tables)


def rows(statement: Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement).unique())


def count(statement: Select[Any]) -> int:
    """How many rows a scoped statement has."""
    inner = statement.order_by(None).options().subquery()
    options = statement.get_execution_options()
    return db.session.scalar(select(func.count()).select_from(inner).execution_options(**options)) or 0
