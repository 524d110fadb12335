"""Shape of what is typed: an item."""

from typing import Any

from wtforms import DateField, IntegerField, SelectChoice, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teacher_growth.achievements.rules import (
    MOST_AUTHORS,
    STEPS,
    AchievementKind,
    AwardGrade,
    AwardLevel,
    Item,
)
from teacher_growth.claims.forms import Correcting
from teacher_growth.files.forms import EvidenceField
from teacher_growth.files.rules import MOST_PER_RECORD
from teacher_growth.i18n import _, _l
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import word

WHOLE = [InputRequired(_l("请填数字")), NumberRange(1, MOST_AUTHORS, _l("请填 1 到 %(max)s 的整数"))]


def a_choice(kind: Any, label: Any, *, without: frozenset[Any] = frozenset(), **values: Any) -> SelectField:
    def offered() -> list[SelectChoice]:
        blank = [] if "default" in values else [SelectChoice("", _("请选择"))]
        return [*blank, *(SelectChoice(each, word(each)) for each in kind if each not in without)]

    return SelectField(label, [InputRequired(_l("请选择"))], choices=offered, coerce=_code(kind), **values)


def _code(kind: Any) -> Any:
    def coerce(value: Any) -> Any:
        return kind(value) if value in set(kind) else value

    return coerce


class ItemForm(BaseForm):
    kind = a_choice(AchievementKind, _l("类别"))
    title = StringField(
        _l("名称"), [InputRequired(_l("请填名称")), Length(max=120)], description=_l("照证书或文件上写的填")
    )
    level = a_choice(AwardLevel, _l("级别"), without=STEPS, description=_l("看盖章单位：县教育局与县政府是两级"))
    grade = a_choice(AwardGrade, _l("等级"), default=AwardGrade.UNGRADED)
    issuer = StringField(
        _l("颁发或发表单位"),
        [InputRequired(_l("请填单位")), Length(max=80)],
        description=_l("论文填刊物，著作填出版社"),
    )
    issued_on = DateField(_l("取得日期"), [InputRequired(_l("请填日期"))])
    certificate = StringField(_l("证书或文件编号"), [Optional(), Length(max=60)])
    own_rank = IntegerField(_l("本人排名"), WHOLE, default=1, render_kw={"inputmode": "numeric", "min": 1})
    authors = IntegerField(
        _l("作者（参与）人数"), WHOLE, default=1, render_kw={"inputmode": "numeric", "min": 1},
        description=_l("独立完成的，两项都填 1"),
    )  # fmt: skip
    note = TextAreaField(
        _l("说明"), [Optional(), Length(max=400)], description=_l("刊期、本人承担的部分、获奖学生等"),
        render_kw={"rows": 2},
    )  # fmt: skip
    evidence = EvidenceField(
        _l("扫描件或照片"), description=_l("证书、封面、目录等，也可以是 PDF；最多 %(most)s 个", most=MOST_PER_RECORD)
    )

    def validate_own_rank(self, field: IntegerField) -> None:
        if field.data and self.authors.data and field.data > self.authors.data:
            raise ValidationError(_("排名不能大于人数"))

    def item(self) -> Item:
        return Item(
            kind=self.kind.data, title=self.title.data or "", level=self.level.data, grade=self.grade.data,
            issuer=self.issuer.data or "", issued_on=self.issued_on.data, certificate=self.certificate.data or None,
            own_rank=self.own_rank.data or 1, authors=self.authors.data or 1, note=self.note.data or None,
        )  # fmt: skip


class CorrectionForm(Correcting, ItemForm):
    typed = (
        "kind", "title", "level", "grade", "issuer", "certificate", "issued_on", "own_rank", "authors", "note",
    )  # fmt: skip
