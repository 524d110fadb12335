"""Training lines and achievements with what became of each, and the files shown for them."""

from collections.abc import Iterable
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.accounts.queries import account_names
from teacher_growth.achievements import queries as achieved
from teacher_growth.achievements.models import Achievement
from teacher_growth.files.models import StoredFile
from teacher_growth.files.store import Store
from teacher_growth.i18n import _, _l
from teacher_growth.people import queries as people
from teacher_growth.training import queries as trained
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.routes.shown import decision_columns, seen_by, transcript_columns
from teacher_growth.web.tables import Attachment, Column, Sheet, small_sheet
from teacher_growth.web.words import word


def training(found: list[TrainingRecord], actor: Actor) -> list[Sheet]:
    year = Column("school_year", _l("学年"), value=lambda row: row.school_year, kind="number")
    return [
        small_sheet(_("培训记录"), [year, *transcript_columns(*_named(found), seen_by(actor)), *_entered(found)], found)
    ]


def achievements(found: list[Achievement]) -> list[Sheet]:
    titles = {each.id: each.title for each in found}
    columns = [
        Column("kind", _l("类别"), value=lambda row: word(row.kind)),
        Column("title", _l("名称"), value=lambda row: row.title),
        Column("level", _l("级别"), value=lambda row: word(row.level)),
        Column("grade", _l("等次"), value=lambda row: word(row.grade)),
        Column("issuer", _l("颁发单位"), value=lambda row: row.issuer),
        Column("issued_on", _l("颁发日期"), value=lambda row: row.issued_on, kind="date"),
        Column("certificate", _l("证书编号"), value=lambda row: row.certificate),
        Column("own_rank", _l("本人排名"), value=lambda row: row.own_rank, kind="number"),
        Column("authors", _l("总人数"), value=lambda row: row.authors, kind="number"),
        Column("note", _l("说明"), value=lambda row: row.note),
        *decision_columns(*_named(found)),
        *_entered(found),
    ]
    used = [
        Column("title", _l("业绩"), value=lambda row: titles[row.achievement_id]),
        Column("used_in", _l("用于"), value=lambda row: row.label),
        Column("at", _l("时间"), value=lambda row: row.at, kind="moment"),
    ]
    uses = achieved.uses_of(titles) if titles else []
    return [small_sheet(_("业绩"), columns, found), small_sheet(_("业绩的使用"), used, uses)]


def attachments(
    every: list[TrainingRecord], items: list[Achievement], actor: Actor, store: Store
) -> list[Attachment]:  # fmt: skip
    """What was shown for the lines and items the reader sees; each once, named by what it belongs to."""
    seen = seen_by(actor)
    lines = [each for each in every if seen(each)]
    evidence = trained.evidence_by_record(lines) if lines else {}
    found = [_attached(_("培训"), line.title, evidence[line.id], store) for line in lines]
    scans = achieved.evidence_by_item(items) if items else {}
    found += [_attached(_("业绩"), each.title, scans[each.id], store) for each in items]
    taken: dict[str, int] = {}
    return [_unique(each, taken) for part in found for each in part]


def _attached(folder: str, title: str, files: Iterable[StoredFile], store: Store) -> list[Attachment]:
    place = f"{_('附件')}/{folder}/{title.replace('/', '_')}"
    return [Attachment(f"{place}/{each.name.replace('/', '_')}", store.path(each.sha256), each.size) for each in files]


def _unique(each: Attachment, taken: dict[str, int]) -> Attachment:
    taken[each.name] = number = taken.get(each.name, 0) + 1
    if number == 1:
        return each
    stem, dot, ending = each.name.rpartition(".")
    name = f"{stem} ({number}){dot}{ending}" if dot else f"{each.name} ({number})"
    return Attachment(name, each.path, each.size)


def lines_of(teacher_id: int, actor: Actor) -> list[TrainingRecord]:
    """Every line, the corrected and withdrawn ones too."""
    held = people.permitted(teacher_id, actor, {Permission.TRAINING_READ})
    return trained.transcript(teacher_id) if held else []


def items_of(teacher_id: int, actor: Actor) -> list[Achievement]:
    if not actor.may(Permission.ACHIEVEMENTS_READ):
        return []
    return rows(achieved.file_of(teacher_id, actor).order_by(Achievement.issued_on.desc(), Achievement.id.desc()))


def _named(found: list[Any]) -> tuple[dict[int, str], dict[int, str]]:
    places = people.organisation_names({each.organisation_id for each in found})
    return places, account_names(each.decided_by_id for each in found)


def _entered(found: list[Any]) -> list[Column]:
    names = account_names(each.entered_by_id for each in found)
    return [
        Column("entered_by", _l("填报人"), value=lambda row: names.get(row.entered_by_id)),
        Column("entered_at", _l("填报时间"), value=lambda row: row.entered_at, kind="moment"),
        Column("return_reason", _l("退回理由"), value=lambda row: row.return_reason),
    ]
