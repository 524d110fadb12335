"""What looks wrong with lines about to be sent: beside the person's other lines, and beside everybody's evidence."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from teacher_growth.access.scope import unrestricted
from teacher_growth.claims.rules import LIVING
from teacher_growth.database import db
from teacher_growth.facts import known
from teacher_growth.files.models import StoredFile
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.training.models import TrainingEvidence, TrainingRecord
from teacher_growth.training.rules import Doubt, Line, doubts_of, same_certificate

LINE = (
    TrainingRecord.title, TrainingRecord.provider, TrainingRecord.route, TrainingRecord.starts_on,
    TrainingRecord.ends_on, TrainingRecord.amount, TrainingRecord.unit, TrainingRecord.certificate,
)  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """What is about to be sent: the same line for each teacher. `ignoring`: the lines it takes the place of."""

    line: Line
    teacher_ids: Collection[int]
    sources: Collection[str] = ()  # hashes of the evidence as it was sent
    ignoring: Collection[int] = ()


def doubts_for(checked: Checked) -> Mapping[int, list[Doubt]]:
    """Per teacher, sorted. Whose the other line or file is, is never told."""
    shared = _shared(checked)
    others, hired = _others(checked), _hired(checked.teacher_ids)
    return {
        each: sorted(doubts_of(checked.line, others.get(each, ()), hired_on=hired.get(each)) | shared)
        for each in checked.teacher_ids
    }


def _living(checked: Checked) -> ColumnElement[bool]:
    return and_(TrainingRecord.state.in_(LIVING), TrainingRecord.id.not_in(list(checked.ignoring)))


def _others(checked: Checked) -> dict[int, list[Line]]:
    """The persons' other living lines that lie in the same days."""
    line = checked.line
    statement = select(TrainingRecord.teacher_id, *LINE).where(
        TrainingRecord.teacher_id.in_(checked.teacher_ids), _living(checked),
        TrainingRecord.starts_on <= line.ends_on, TrainingRecord.ends_on >= line.starts_on,
    )  # fmt: skip
    found: dict[int, list[Line]] = {}
    for row in db.session.execute(unrestricted(statement, reason="doubles, in every school")).mappings():
        values = dict(row)
        found.setdefault(values.pop("teacher_id"), []).append(Line(**values))
    return found


def _shared(checked: Checked) -> set[Doubt]:
    """Doubts that do not depend on the person: the certificate or the file was used before, by whomever."""
    found = set()
    if checked.line.certificate and any(same_certificate(checked.line, each) for each in _certified(checked)):
        found.add(Doubt.SAME_CERTIFICATE)
    if checked.sources and _has_sent(checked):
        found.add(Doubt.SAME_FILE)
    return found


def _certified(checked: Checked) -> Iterable[Line]:
    statement = select(*LINE).where(TrainingRecord.certificate == checked.line.certificate, _living(checked)).limit(50)
    found = db.session.execute(unrestricted(statement, reason="a certificate used twice, by whomever")).mappings()
    return [Line(**row) for row in found]


def _has_sent(checked: Checked) -> bool:
    statement = (
        select(StoredFile.id)
        .join(TrainingEvidence, TrainingEvidence.file_id == StoredFile.id)
        .join(
            TrainingRecord,
            or_(
                TrainingRecord.id == TrainingEvidence.record_id,
                TrainingRecord.activity_id == TrainingEvidence.activity_id,
            ),
        )
        .where(StoredFile.source_sha256.in_(checked.sources), _living(checked))
        .limit(1)
    )
    return db.session.scalar(unrestricted(statement, reason="a file sent twice, by whomever")) is not None


def _hired(teacher_ids: Collection[int]) -> dict[int, date]:
    statement = (
        select(PersonnelRelation.teacher_id, func.min(PersonnelRelation.valid_from))
        .where(PersonnelRelation.teacher_id.in_(teacher_ids), known(PersonnelRelation))
        .group_by(PersonnelRelation.teacher_id)
    )
    return dict(db.session.execute(unrestricted(statement, reason="study before the first day of work")).all())
