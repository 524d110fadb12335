"""The staff file: every line ever recorded, kind by kind, the corrected and voided ones too."""

from collections.abc import Mapping
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import count
from teacher_growth.accounts.queries import account_names
from teacher_growth.i18n import _, _l
from teacher_growth.people import queries
from teacher_growth.people.forms import label_of, names_of
from teacher_growth.people.models import IdentityDocument, Teacher
from teacher_growth.people.rules.identity import masked
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.web.tables import Column, Sheet, small_sheet
from teacher_growth.web.words import word
from teacher_growth.web.words.people import FIELDS

TENTHS = "weekly_periods"


def person(teacher: Teacher) -> Sheet:
    """Today's state, as lists show it."""
    names = ("staff_number", "name", "sex", "birth_date", "stage", "subject")
    columns = [Column(each, label_of(FactKind.PROFILE, each), value=_value(each)) for each in names[1:]]
    number = Column("staff_number", _l("工号"), value=_value("staff_number"))
    return small_sheet(_("本人"), [number, *columns], [teacher])


def facts(teacher_id: int, actor: Actor) -> list[Sheet]:
    return [_sheet(kind, teacher_id, actor) for kind in _readable(teacher_id, actor)]


def counted(teacher_id: int, actor: Actor) -> list[tuple[str, int]]:
    """How many lines `facts` has, kind by kind."""
    return [(word(kind), count(queries.recorded(kind, teacher_id, actor))) for kind in _readable(teacher_id, actor)]


def withheld(teacher_id: int, actor: Actor) -> list[FactKind]:
    """Kinds that this reader may not read: the copy says so, so that nobody takes it for the whole."""
    readable = _readable(teacher_id, actor)
    return [kind for kind in FactKind if kind not in readable]


def identity(teacher_id: int, actor: Actor) -> list[Sheet]:
    """Masked, and who looked at a number."""
    if not queries.permitted(teacher_id, actor, {Permission.IDENTITY_READ}):
        return []
    recorded = queries.identity_history(teacher_id, actor)
    columns = [
        Column("kind", _l("证件类型"), value=lambda row: word(row.kind)),
        Column("number", _l("证件号码"), value=_masked),
        Column("valid_from", _l("有效期起"), value=lambda row: row.valid_from, kind="date"),
        Column("valid_to", _l("有效期至"), value=lambda row: row.valid_to, kind="date"),
        Column("document", FIELDS["document"], value=lambda row: row.document),
        *_bookkeeping(recorded),
    ]
    seen = [
        Column("at", _l("时间"), value=lambda row: row.at, kind="moment"),
        Column("by", _l("查看人"), value=lambda row: row.by),
        Column("purpose", _l("用途"), value=lambda row: word(row.purpose)),
        Column("text", _l("具体事由"), value=lambda row: row.text),
    ]
    looks = queries.reveals(recorded)
    return [small_sheet(_("证件"), columns, recorded), small_sheet(_("查看证件号码"), seen, looks)]


def _masked(row: IdentityDocument) -> str:
    return masked(row.length, row.tail)


def _readable(teacher_id: int, actor: Actor) -> list[FactKind]:
    held = queries.permitted(teacher_id, actor, {reads(kind) for kind in FactKind})
    return [kind for kind in FactKind if reads(kind) in held]


def _sheet(kind: FactKind, teacher_id: int, actor: Actor) -> Sheet:
    recorded = queries.history(kind, teacher_id, actor)
    places = queries.organisation_names({each.organisation_id for each in recorded if hasattr(each, "organisation_id")})
    columns = [_column(kind, name, places) for name in names_of(kind)]
    return small_sheet(word(kind), [*columns, *_bookkeeping(recorded)], recorded)


def _column(kind: FactKind, name: str, places: Mapping[int, str]) -> Column:
    label = label_of(kind, name)
    if name == "organisation_id":
        return Column(name, label, value=lambda row: places.get(row.organisation_id, ""))
    return Column(name, label, value=_value(name), kind="amount" if name == TENTHS else "text")


def _value(name: str) -> Any:
    return lambda row: getattr(row, name)


def _bookkeeping(recorded: list[Any]) -> list[Column]:
    names = account_names(each.recorded_by_id for each in recorded)
    return [
        Column("recorded_at", _l("登记时间"), value=lambda row: row.recorded_at, kind="moment"),
        Column("recorded_by", _l("登记人"), value=lambda row: names.get(row.recorded_by_id, _("系统"))),
        Column("state", _l("状态"), value=_state),
        Column("superseded_at", _l("更正或作废时间"), value=lambda row: row.superseded_at, kind="moment"),
    ]


def _state(row: Any) -> str:
    if row.voided:
        return _("作废说明")
    return _("现行") if row.superseded_at is None else _("已更正或作废")
