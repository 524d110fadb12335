"""Shape of what is typed about people: a form for each kind of fact, built from its model; who comes and goes."""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Boolean, Date, Enum, Integer, String, inspect
from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms import ValidationError as Wrong
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teacher_growth.clock import today
from teacher_growth.facts import BOOKKEEPING
from teacher_growth.i18n import _, _l
from teacher_growth.organisations.forms import PickedSelectField
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.checks import RANGES
from teacher_growth.people.rules.codes import Employment, LeavingReason, PlaceKind, Sex, Stage, Subject
from teacher_growth.people.rules.kinds import FactKind
from teacher_growth.web.fields import MUST, code_field, day_field, document_field, reason_field, required
from teacher_growth.web.filters import amount
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words.people import FIELDS, HELP, PERIODS

LAST = ("document", "note")
TENTHS = re.compile(r"([0-9]{1,4})(?:[.．]([0-9])0*)?")


class TenthsField(StringField):
    """Typed with at most one decimal; `data` are tenths."""

    def _value(self) -> str:
        typed = self.raw_data[0] if self.raw_data else None
        return typed if isinstance(typed, str) else amount(self.data)

    def process_formdata(self, valuelist: Any) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None
            return
        match = TENTHS.fullmatch(typed)
        if match is None or not 0 <= int(match[1]) * 10 + int(match[2] or 0) <= RANGES["weekly_periods"][1]:
            raise ValueError(_("请填 0 到 60 的数，最多一位小数，例如 12 或 12.5"))
        self.data = int(match[1]) * 10 + int(match[2] or 0)


# --- one form a kind of fact ----------------------------------------------------------------------


class FactForm(BaseForm):
    names: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        return {name: None if self[name].data == "" else self[name].data for name in self.names}

    def begin_with(self, fact: Any) -> None:
        if not self.is_submitted():
            for name in self.names:
                self[name].data = getattr(fact, name)

    def validate_valid_to(self, field: Field) -> None:
        start = self["valid_from"].data
        if field.data and start and field.data < start:
            raise Wrong(_("结束日期不能早于开始日期"))


def _text(kind: FactKind, name: str, column: Any) -> Field:
    long = name == "note"
    make = TextAreaField if long else StringField
    more = {"render_kw": {"rows": 2}} if long else {}
    size = Length(max=column.type.length, message=_l("最多 %(n)s 字", n=column.type.length))
    return make(label_of(kind, name), [*required(not column.nullable), size], description=_help(kind, name), **more)


def _whole(kind: FactKind, name: str, column: Any) -> Field:
    least, most = RANGES.get(name, (1950, 2100))
    said = _l("请填 %(least)s 到 %(most)s 的整数", least=least, most=most)
    checks = [*required(not column.nullable), NumberRange(least, most, message=said)]
    return IntegerField(label_of(kind, name), checks, description=_help(kind, name))


def _field(kind: FactKind, name: str, column: Any) -> Field:
    label, said = label_of(kind, name), _help(kind, name)
    if name == "organisation_id":
        return PickedSelectField(label, [InputRequired(MUST)], description=said)
    if name == "weekly_periods":
        more = {"inputmode": "decimal", "maxlength": 6}
        return TenthsField(label, [InputRequired(MUST)], description=said, render_kw=more)
    makers: dict[type[Any], Callable[[], Field]] = {
        Enum: lambda: code_field(column.type.enum_class, label, not column.nullable, description=said),
        String: lambda: _text(kind, name, column),
        Date: lambda: day_field(label, not column.nullable, description=said),
        Boolean: lambda: BooleanField(label, description=said),
        Integer: lambda: _whole(kind, name, column),
    }
    return next(make() for made_for, make in makers.items() if isinstance(column.type, made_for))


def label_of(kind: FactKind, name: str) -> Any:
    if name in ("valid_from", "valid_to"):
        return PERIODS[kind][name == "valid_to"]
    return FIELDS.get(f"{kind}.{name}") or FIELDS[name]


def _help(kind: FactKind, name: str) -> Any:
    return HELP.get(f"{kind}.{name}", HELP.get(name, ""))


def names_of(kind: FactKind) -> list[str]:
    """Its own columns, the period, then what it rests on."""
    left_out = {*BOOKKEEPING, "teacher_id", "valid_from", "valid_to", *LAST}
    own = [column.key for column in inspect(MODELS[kind]).columns if column.key not in left_out]
    period = ["valid_from"] + (["valid_to"] if PERIODS[kind][1] else [])
    return [*own, *period, *LAST]


def _form(kind: FactKind, **more: Callable[[], Field]) -> type[FactForm]:
    columns = inspect(MODELS[kind]).columns
    names = tuple(names_of(kind))
    made = {name: _field(kind, name, columns[name]) for name in names}
    made |= {name: make() for name, make in more.items()}
    return type(f"{kind.name.title()}Form", (FactForm,), {"names": names, **made})


RECORDING = {kind: _form(kind) for kind in FactKind}
CORRECTING = {kind: _form(kind, reason=reason_field) for kind in FactKind}


# --- who comes and goes ---------------------------------------------------------------------------


class PersonForm(BaseForm):
    """What own staff and external persons have in common."""

    staff_number = StringField(
        _l("工号"), [InputRequired(MUST), Length(max=20)], description=_l("全市唯一，以后不再改变")
    )
    name = StringField(_l("姓名"), [InputRequired(MUST), Length(max=40)])
    sex = code_field(Sex, _l("性别"))
    birth_date = day_field(_l("出生日期"), False, description=_l("用来分辨同名的人"))
    stage = code_field(Stage, _l("学段"), False)
    subject = code_field(Subject, _l("学科"), False)
    organisation_id = PickedSelectField(_l("单位"), [InputRequired(MUST)])
    since = day_field(_l("从哪一天起"), default=today)
    not_a_double = BooleanField(_l("已核对，不是同一人"))

    def profile(self) -> dict[str, Any]:
        own = ("staff_number", "name", "sex", "birth_date", "stage", "subject", "organisation_id", "since")
        return {name: self[name].data for name in (*own, "not_a_double")}


class StaffForm(PersonForm):
    employment = code_field(Employment, _l("用工性质"), default=Employment.ESTABLISHED)


class ExternalForm(PersonForm):
    """Has no relation here: an organisation keeps the file."""

    staff_number = StringField(_l("编号"), [Optional(), Length(max=20)], description=_l("没有编号的不填，由系统编号"))
    organisation_id = PickedSelectField(_l("档案保管单位"), [InputRequired(MUST)])


class OpeningForm(BaseForm):
    """Those whose accounts are opened stand beside it, as ticked in the list."""

    confirmed = HiddenField()


class LeavingForm(BaseForm):
    leaving_reason = code_field(LeavingReason, _l("去向"))
    last_day = day_field(_l("最后一天"), default=today, description=_l("人事关系、工作单位和岗位都到这一天为止"))
    document = document_field()


class ArrivalForm(BaseForm):
    staff_number = StringField(_l("工号"), [InputRequired(MUST), Length(max=20)])
    name = StringField(_l("姓名"), [InputRequired(MUST), Length(max=40)], description=_l("工号和姓名都对上才能接收"))
    kind = code_field(
        PlaceKind, _l("方式"), of=[each for each in PlaceKind if each is not PlaceKind.REGULAR],
        description=_l("调动转移人事关系，原单位的人事关系到前一天为止；其他方式只登记工作单位"),
    )  # fmt: skip
    organisation_id = PickedSelectField(_l("接收单位"), [InputRequired(MUST)])
    valid_from = day_field(_l("从哪一天起"), default=today)
    valid_to = day_field(_l("到哪一天止"), False, description=_l("调动不填；其他方式按文件填写"))
    employment = code_field(Employment, _l("用工性质"), default=Employment.ESTABLISHED, description=_l("调动时使用"))
    share = IntegerField(
        _l("工作量占比"), [Optional(), NumberRange(1, 100)], description=_l("百分比，全职填 100，走教等按实际比例填"),
        default=100,
    )  # fmt: skip
    file_moved = BooleanField(_l("人事档案已转入"))
    document = document_field()

    def values(self) -> dict[str, Any]:
        given = {name: self[name].data for name in ("staff_number", "name", "kind", "organisation_id", "valid_from")}
        given["document"] = self.document.data
        if self.kind.data is PlaceKind.TRANSFER:
            return given | {"employment": self.employment.data}
        return given | {
            "valid_to": self.valid_to.data,
            "share": self.share.data or 100,
            "file_moved": self.file_moved.data,
        }

    def validate_valid_to(self, field: Field) -> None:
        if field.data and self.kind.data is PlaceKind.TRANSFER:
            raise Wrong(_("调动没有结束日期"))
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise Wrong(_("结束日期不能早于开始日期"))
