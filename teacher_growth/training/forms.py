"""Shape of what is typed: a line, an activity with its people."""

from typing import Any

from wtforms import DateField, RadioField, SelectChoice, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from teacher_growth.claims.forms import Correcting, WithdrawalForm
from teacher_growth.files.forms import EvidenceField
from teacher_growth.files.rules import MOST_PER_RECORD
from teacher_growth.i18n import _, _l
from teacher_growth.training.rules import LARGEST_AMOUNT, Line, Route, Unit, tenths
from teacher_growth.web.filters import amount as shown
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import word


class AmountField(StringField):
    """Typed as people write it, at most one decimal; `data` are tenths."""

    def _value(self) -> str:
        typed = self.raw_data[0] if self.raw_data else None
        return typed if isinstance(typed, str) else shown(self.data)

    def process_formdata(self, valuelist: Any) -> None:
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        self.data = tenths(valuelist[0])
        if self.data is None:
            raise ValueError(_("请填数字，最多一位小数，例如 6 或 6.5"))


def radio(kind: Any, label: Any) -> RadioField:
    return RadioField(label, [InputRequired(_l("请选择"))], choices=lambda: _choices(kind), coerce=_code(kind))


def _choices(kind: Any) -> list[SelectChoice]:
    return [SelectChoice(each, word(each)) for each in kind]


def _code(kind: Any) -> Any:
    def coerce(value: Any) -> Any:
        return kind(value) if value in set(kind) else value

    return coerce


class StudyForm(BaseForm):
    """What a line and an activity have in common."""

    title = StringField(_l("培训或活动名称"), [InputRequired(_l("请填名称")), Length(max=100)])
    route = radio(Route, _l("类别"))
    starts_on = DateField(_l("开始日期"), [InputRequired(_l("请填开始日期"))])
    ends_on = DateField(_l("结束日期"), [Optional()], description=_l("只有一天的可以不填"))
    amount = AmountField(
        _l("数量"), [InputRequired(_l("请填数量"))], render_kw={"inputmode": "decimal", "maxlength": 6},
        description=_l("照证书或通知上写的填，不换算"),
    )  # fmt: skip
    unit = radio(Unit, _l("计量单位"))
    evidence = EvidenceField(
        _l("佐证材料"), description=_l("证书、通知或现场照片，也可以是 PDF；最多 %(most)s 个", most=MOST_PER_RECORD)
    )

    def validate_amount(self, field: AmountField) -> None:
        if field.data is not None and not 1 <= field.data <= LARGEST_AMOUNT:
            raise ValidationError(_("数量应在 0.1 到 500 之间"))

    def line_by(self, provider: str, certificate: str | None = None) -> Line:
        return Line(
            title=self.title.data, provider=provider, route=self.route.data, starts_on=self.starts_on.data,
            ends_on=self.ends_on.data or self.starts_on.data, amount=self.amount.data, unit=self.unit.data,
            certificate=certificate,
        )  # fmt: skip


class RecordForm(StudyForm):
    provider = StringField(
        _l("培训单位"), [InputRequired(_l("请填培训单位")), Length(max=80)], description=_l("主办的学校、学院或机构")
    )
    certificate = StringField(_l("证书编号"), [Optional(), Length(max=60)])

    def line(self) -> Line:
        return self.line_by(self.provider.data, self.certificate.data or None)


class CorrectionForm(Correcting, RecordForm):
    typed = ("title", "route", "starts_on", "ends_on", "amount", "unit", "provider", "certificate")


REASON = [InputRequired(_l("请写明原因")), Length(max=400)]


class ActivityForm(StudyForm):
    plan = StringField(_l("所属研修计划"), [Optional(), Length(max=100)], description=_l("报上级备案的校本研修计划"))
    lecturer = StringField(_l("主讲人"), [Optional(), Length(max=60)])
    pasted = TextAreaField(
        _l("粘贴名单"), [Optional(), Length(max=20000)],
        description=_l("一行一人，或用顿号、逗号隔开；姓名、工号都可以，同名的请写工号"),
    )  # fmt: skip


class ActivityCorrectionForm(Correcting, ActivityForm):
    typed = ("title", "route", "starts_on", "ends_on", "amount", "unit", "plan", "lecturer")
    reason = TextAreaField(_l("更正原因"), REASON, render_kw={"rows": 2})


class ActivityWithdrawalForm(WithdrawalForm):
    reason = TextAreaField(_l("作废原因"), REASON, description=_l("参加的教师会看到"), render_kw={"rows": 2})
