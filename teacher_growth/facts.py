"""Dated facts: true from one day to another, known from one moment to another. Never updated, only superseded.

`as_of` asks what was true on a day, `known_at` what was on record at a moment (default: now).
"""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, ForeignKey, String, and_, inspect, or_, true
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from teacher_growth.clock import now
from teacher_growth.database import Moment, db
from teacher_growth.errors import Refused

F = TypeVar("F", bound="Fact")


class Fact:
    """Columns every dated fact has; `valid_to` is the last day included, None means still so."""

    __tablename__: str

    id: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(index=True)
    valid_to: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(120))  # document and number it rests on
    note: Mapped[str | None] = mapped_column(String(400))
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[int | None]  # account; None: the system
    superseded_at: Mapped[datetime | None] = mapped_column(Moment, index=True)
    voided: Mapped[bool] = mapped_column(default=False)  # this line says: what it supersedes was never so

    @declared_attr
    def supersedes_id(cls) -> Mapped[int | None]:  # noqa: N805 -- SQLAlchemy's form
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), unique=True)


BOOKKEEPING = frozenset({"id", "recorded_at", "recorded_by_id", "superseded_at", "supersedes_id", "voided"})


def known(model: type[F], known_at: datetime | None = None) -> ColumnElement[bool]:
    """On record at that moment (default now), and not voided."""
    if known_at is None:
        return and_(model.superseded_at.is_(None), model.voided.is_(False))
    return and_(
        model.recorded_at <= known_at,
        or_(model.superseded_at.is_(None), model.superseded_at > known_at),
        model.voided.is_(False),
    )


def true_on(model: type[F], as_of: date | BindParameter[date]) -> ColumnElement[bool]:
    return and_(model.valid_from <= as_of, or_(model.valid_to.is_(None), model.valid_to >= as_of))


def overlapping(model: type[F], start: date, end: date | None) -> ColumnElement[bool]:
    starts_before = model.valid_from <= end if end is not None else true()
    return and_(starts_before, or_(model.valid_to.is_(None), model.valid_to >= start))


def in_force(
    model: type[F], as_of: date | BindParameter[date], known_at: datetime | None = None
) -> ColumnElement[bool]:
    return and_(known(model, known_at), true_on(model, as_of))


def add(fact: F, user_id: int | None, *, at: datetime | None = None) -> F:
    """Puts a new fact on record. Refuses a period that ends before it begins."""
    if fact.valid_to is not None and fact.valid_to < fact.valid_from:
        raise Refused("period_reversed", valid_from=fact.valid_from, valid_to=fact.valid_to)
    fact.recorded_at = at or now()
    fact.recorded_by_id = user_id
    db.session.add(fact)
    db.session.flush()
    return fact


def supersede(fact: F, user_id: int | None, **changes: Any) -> F:
    """Puts a corrected copy on record; the old line stays, marked with when it was replaced."""
    if fact.superseded_at is not None:
        raise Refused("fact_superseded")
    values = {
        column.key: getattr(fact, column.key) for column in inspect(type(fact)).columns if column.key not in BOOKKEEPING
    }
    make: Any = type(fact)
    successor: F = make(**values | {"voided": False} | changes, supersedes_id=fact.id)
    fact.superseded_at = now()
    db.session.flush()
    return add(successor, user_id, at=fact.superseded_at)  # one moment: at no time is neither line known


def void(fact: F, user_id: int | None, *, reason: str) -> F:
    """Says that the fact was never so. The reason is kept with the voiding line."""
    return supersede(fact, user_id, voided=True, note=reason)


def values_of(fact: Fact) -> dict[str, Any]:
    """The fact without bookkeeping, for audit entries and comparison."""
    return {
        column.key: getattr(fact, column.key)
        for column in inspect(type(fact)).columns
        if column.key not in BOOKKEEPING and getattr(fact, column.key) is not None
    }
