"""What is typed about an import: the file, which column is what, how somebody left, what to take."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.importing.mappings.laying import SEARCHED, Layout
from teacher_growth.importing.reading.workbooks import letters
from teacher_growth.importing.rules.states import SameLine
from teacher_growth.people.forms import LeavingForm
from teacher_growth.sheets import Kind, spec
from teacher_growth.web.fields import MUST, day_field, document_field
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import word

__all__ = ["ApplicationForm", "BatchForm", "ChoiceForm", "LeavingForm", "columns_form"]

ACCEPT = ".xlsx,.xls,.csv,.txt,.zip"
LARGEST = 100 * 1024 * 1024 - 64 * 1024  # the request around it counts, too


class BatchForm(BaseForm):
    file = FileField(
        _l("文件"), [FileRequired(_l("请选择文件"))],
        description=_l("xlsx、xls、csv，或装着多个 csv 的 zip；最多 200,000 行"),
        render_kw={"accept": ACCEPT, "data-max-bytes": LARGEST},
    )  # fmt: skip
    kind = SelectField(
        _l("内容"), [Optional()], description=_l("一个文件里有几张表时，选“按表名和列名辨认”"), coerce=str
    )  # fmt: skip
    mapping = SelectField(_l("来源"), [Optional()], description=_l("从别的系统导出的文件，按它的格式读取"))
    on_day = day_field(
        _l("从哪一天起"), default=today, description=_l("文件里没有写明日期的变化，从这一天算起")
    )  # fmt: skip
    document = document_field(False)

    def offer(self, kinds: Sequence[Kind], mappings: Sequence[tuple[str, str]]) -> None:
        self.kind.choices = [
            SelectChoice("", _("按表名和列名辨认")),
            *(SelectChoice(each.value, word(each)) for each in kinds),
        ]
        self.mapping.choices = [SelectChoice("", _("普通表格")), *(SelectChoice(*each) for each in mappings)]


class ApplicationForm(BaseForm):
    accept_good = BooleanField(_l("只导入没有错误的行"), description=_l("有错误的行不导入，改正后可以另行导入"))


class ChoiceForm(BaseForm):
    choice = RadioField(
        _l("怎样处理"), [InputRequired(_l("请选择"))],
        choices=lambda: [SelectChoice(each.value, word(each)) for each in SameLine],
    )  # fmt: skip


# --- which column is what -------------------------------------------------------------------------


class ColumnsForm(BaseForm):
    """Made for one file: a kind and a row of headings for each sheet, what each of its columns is."""

    layouts: Mapping[int, Layout] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        for position, layout in self.layouts.items():
            if layout.kind is not None:
                sound = self._check(position, layout) and sound
        return sound

    def _check(self, position: int, layout: Layout) -> bool:
        """No column of ours twice, no required one nowhere."""
        taken: dict[str, Any] = {}
        sound = True
        for field in self.columns(position):
            if field.data and field.data in taken:
                field.errors = [_("“%(column)s”已经对应了另一列", column=field.said[field.data])]
                sound = False
            elif field.data:
                taken[field.data] = field
        for key, field in self.values(position).items():
            if key not in taken and not field.data:
                field.errors = [_("请在上面选择对应的列，或填写整列相同的内容")]
                sound = False
        return sound

    def columns(self, position: int) -> list[Any]:
        return [self[each] for each in self._fields if each.startswith(f"c{position}_")]

    def values(self, position: int) -> dict[str, Any]:
        start = f"v{position}_"
        return {each.removeprefix(start): self[each] for each in self._fields if each.startswith(start)}

    def chosen(self) -> dict[str, Any]:
        """As `lay_out` takes it."""
        return {str(position): self._of_sheet(position, layout) for position, layout in self.layouts.items()}

    def _of_sheet(self, position: int, layout: Layout) -> dict[str, Any]:
        found: dict[str, Any] = {key: each.data for key, each in self.values(position).items() if each.data}
        found |= {each.data: each.place for each in self.columns(position) if each.data}
        kind = layout.kind and layout.kind.value
        return {"kind": kind, "header_row": layout.header_row, "columns": found}


class ColumnField(SelectField):
    """What one column of the file is. `place`: where it stands."""

    def __init__(self, *args: Any, place: int, said: Mapping[str, str], **kwargs: Any) -> None:
        choices = [SelectChoice("", _("不导入")), *(SelectChoice(key, words) for key, words in said.items())]
        super().__init__(*args, choices=choices, validators=[Optional()], **kwargs)
        self.place, self.said = place, said


def columns_form(layouts: Sequence[Layout], kinds: Sequence[Kind]) -> ColumnsForm:
    """`layouts`: one a sheet, as found or as chosen so far."""
    fields: dict[str, Any] = {"layouts": {each.position: each for each in layouts}}
    for layout in layouts:
        fields |= _of_sheet(layout, kinds)
    form: ColumnsForm = type("ColumnsOfFile", (ColumnsForm,), fields)()
    return form


def _of_sheet(layout: Layout, kinds: Sequence[Kind]) -> dict[str, Any]:
    position = layout.position
    offered = [SelectChoice("", _("不导入这张表")), *(SelectChoice(each.value, word(each)) for each in kinds)]
    fields: dict[str, Any] = {
        f"kind{position}": SelectField(
            _("内容"), [Optional()], choices=offered, default=layout.kind.value if layout.kind else ""
        ),
        f"row{position}": IntegerField(
            _("列名在第几行"), [InputRequired(MUST), NumberRange(1, SEARCHED * 50)], default=layout.header_row or 1
        ),
    }
    if layout.kind is None:
        return fields
    columns = [each for each in spec(layout.kind).columns if not each.told]
    said = {each.key: f"{each.heading}{_('（必填）')}" if each.required else each.heading for each in columns}
    by_place = {place.positions[0]: key for key, place in layout.places.items() if len(place.positions) == 1}
    for place, heading in enumerate(layout.headings):
        if heading:
            label = f"{letters(place)} {heading}"
            fields[f"c{position}_{place}"] = ColumnField(label, place=place, said=said, default=by_place.get(place, ""))
    for column in columns:
        place = layout.places.get(column.key)
        if column.required and (place is None or not place.positions):
            fields[f"v{position}_{column.key}"] = StringField(
                column.heading, [Optional(), Length(max=column.longest)], description=column.hint,
                default=place.source.value if place else None,
            )  # fmt: skip
    return fields
