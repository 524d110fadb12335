"""Verified amounts as they are kept, and what tells them from the lines they were summed from."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, func, literal, select, type_coerce, union_all

from teacher_growth.access.scope import unrestricted
from teacher_growth.claims.rules import COUNTED
from teacher_growth.database import db
from teacher_growth.people.models import Teacher
from teacher_growth.training.models import TrainingRecord, TrainingSchoolSum, TrainingSum
from teacher_growth.training.rules import Route, Unit

Kept = type[TrainingSum] | type[TrainingSchoolSum]
KEPT: tuple[Kept, ...] = (TrainingSum, TrainingSchoolSum)
STAGE = func.coalesce(type_coerce(Teacher.stage, String), "")


@dataclass(frozen=True)
class Difference:
    """One sum that is not what the lines say."""

    of: Kept
    key: dict[str, Any]
    counted: int  # by the lines
    kept: int


def counted_of(teacher_id: int, year: int) -> dict[tuple[Route, Unit], int]:
    """Of a person the actor was found to see, whichever school answers."""
    statement = (
        select(TrainingSum.route, TrainingSum.unit, func.sum(TrainingSum.amount))
        .where(TrainingSum.teacher_id == teacher_id, TrainingSum.school_year == year)
        .group_by(TrainingSum.route, TrainingSum.unit)
    )
    found = db.session.execute(unrestricted(statement, reason="the transcript of a person the actor sees"))
    return {(route, unit): amount for route, unit, amount in found}


def lines_counted(of: Kept) -> Select[Any]:
    """The lines that count, with the columns of the sum they go into."""
    columns = [STAGE.label(name) if name == "stage" else getattr(TrainingRecord, name) for name in key_of(of)]
    statement = select(*columns, TrainingRecord.amount).join(Teacher, Teacher.id == TrainingRecord.teacher_id)
    return statement.where(TrainingRecord.state.in_(COUNTED))


def key_of(of: Kept) -> list[str]:
    return [name for name in of.__table__.c.keys() if name != "amount"]  # noqa: SIM118 -- a collection of columns


def differences(of: Kept, teacher_ids: Collection[int] | None = None) -> Iterator[Difference]:
    """In order of the key; `teacher_ids` narrows the sums of teachers to theirs."""
    names = key_of(of)
    lines, kept = lines_counted(of), select(*(getattr(of, name) for name in names), of.amount)
    if teacher_ids is not None:
        lines = lines.where(TrainingRecord.teacher_id.in_(teacher_ids))
        kept = kept.where(TrainingSum.teacher_id.in_(teacher_ids))
    both = union_all(
        lines.add_columns(literal(0).label("kept")),
        kept.with_only_columns(*(getattr(of, name) for name in names), literal(0), of.amount),
    ).subquery()
    key = [both.c[name] for name in names]
    counted, stored = func.sum(both.c.amount), func.sum(both.c.kept)
    statement = select(*key, counted, stored).group_by(*key).having(counted != stored).order_by(*key)
    for *values, says, stands in db.session.execute(unrestricted(statement, reason="sums kept beside their lines")):
        yield Difference(of, dict(zip(names, values, strict=True)), says, stands)
