"""Shape of what is typed about organisations; what it means is checked in the verbs."""

from datetime import date
from typing import Any

from wtforms import IntegerField, SelectChoice, SelectField, StringField
from wtforms import ValidationError as Wrong
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import HiddenInput

from teacher_growth.clock import today
from teacher_growth.database import LARGEST_ID
from teacher_growth.i18n import _, _l
from teacher_growth.organisations.models import GroupMember, Organisation, RuralClass, SchoolFigures
from teacher_growth.organisations.queries import find
from teacher_growth.organisations.rules import (
    CommunityKind,
    LineKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    SchoolType,
)
from teacher_growth.web.fields import MUST, code_field, day_field, document_field, reason_field
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words.organisations import RUNNERS


class PickedSelectField(SelectField):
    """An organisation, picked by name; what was chosen is looked up again."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, coerce=_number, choices=[], validate_choice=False, **more)

    def chosen(self) -> list[SelectChoice]:
        found = find(self.data) if self.data else None
        return [] if found is None else [SelectChoice(found.id, found.name)]

    def iter_choices(self) -> Any:
        self.choices = self.chosen()
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        if not self.chosen():
            raise Wrong(_("请从列表中选择单位"))


def _number(value: Any) -> int:
    text = str(value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:12]) <= LARGEST_ID else 0


def _runners() -> list[SelectChoice]:
    return [SelectChoice("", _("不填")), *(SelectChoice(code, label) for code, label in RUNNERS.items())]


def _code() -> StringField:
    return StringField(
        _l("学校标识码"), [Optional(), Length(max=10)], description=_l("10 位数字，前两位与办学类型相符"),
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip


def _division() -> StringField:
    return StringField(
        _l("行政区划代码"), [Optional(), Regexp(r"^[0-9]{6}$", message=_l("行政区划代码是 6 位数字"))],
        render_kw={"inputmode": "numeric"},
    )  # fmt: skip


class OrganisationForm(BaseForm):
    """A new one. The city is not made here."""

    kind = code_field(OrganisationKind, _l("类别"), of=[each for each in OrganisationKind if each.value != "city"])
    name = StringField(_l("名称"), [InputRequired(MUST), Length(max=80)], description=_l("公章上的全称"))
    parent_id = PickedSelectField(_l("上级"), [InputRequired(MUST)], description=_l("市直属学校的上级是市教育局"))
    school_type = code_field(SchoolType, _l("办学类型"), False, description=_l("学校必填"))
    code = _code()
    division = _division()
    runner = SelectField(_l("举办者"), [Optional()], choices=_runners)
    since = day_field(_l("开办日期"), default=today)

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.kind.data is OrganisationKind.SCHOOL and not self.school_type.data:
            self.school_type.errors = [_("学校须选择办学类型")]
            return False
        return valid

    def values(self) -> dict[str, Any]:
        names = ("kind", "name", "parent_id", "school_type", "code", "division", "runner", "since")
        return {name: self[name].data or None for name in names}


class ChangeForm(BaseForm):
    """A change of the row itself: it carries the version it was decided on."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(0, LARGEST_ID)])


class EditForm(ChangeForm):
    """What has no history."""

    names = ("school_type", "code", "division", "runner", "opened_on")
    school_type = code_field(SchoolType, _l("办学类型"))
    code = _code()
    division = _division()
    runner = SelectField(_l("举办者"), [Optional()], choices=_runners)
    opened_on = day_field(_l("开办日期"), False)

    def begin_with(self, organisation: Organisation) -> None:
        if organisation.kind is not OrganisationKind.SCHOOL:
            del self.school_type, self.code
        if not self.is_submitted():
            for name in self.names:
                if name in self:
                    self[name].data = getattr(organisation, name)

    def values(self) -> dict[str, Any]:
        return {name: self[name].data or None for name in self.names if name in self}


class RenameForm(ChangeForm):
    name = StringField(_l("新名称"), [InputRequired(MUST), Length(max=80)])
    since = day_field(_l("从哪一天起"), default=today)
    document = document_field()


class MoveForm(ChangeForm):
    parent_id = PickedSelectField(_l("新的上级"), [InputRequired(MUST)])
    since = day_field(_l("从哪一天起"), default=today)
    document = document_field()


class CloseForm(ChangeForm):
    closed_on = day_field(_l("关闭日期"), default=today)
    document = document_field()


class FactForm(BaseForm):
    def fact(self, organisation_id: int) -> Any:
        raise NotImplementedError


class RuralForm(FactForm):
    notion = code_field(RuralNotion, _l("哪一种"), description=_l("三种互不相同，各自登记，各有起止"))
    place_class = code_field(PlaceClass, _l("城乡分类代码"), False, description=_l("只在登记城乡分类时选择"))
    purpose = StringField(
        _l("用途"), [Optional(), Length(max=40)], description=_l("只在登记农村学校名单时填写，如：职称评审")
    )
    valid_from = day_field(_l("从哪一天起"), default=today)
    valid_to = day_field(_l("到哪一天止"), False, description=_l("不填表示一直有效；再登记时，前一条自动到前一天为止"))
    document = document_field()

    def fact(self, organisation_id: int) -> Any:
        return RuralClass(
            organisation_id=organisation_id, notion=self.notion.data, place_class=self.place_class.data,
            purpose=self.purpose.data or "", valid_from=self.valid_from.data, valid_to=self.valid_to.data,
            document=self.document.data,
        )  # fmt: skip


def _figure(label: Any) -> IntegerField:
    said = _l("请填 0 到 99999 的整数")
    return IntegerField(label, [InputRequired(MUST), NumberRange(0, 99_999, message=said)])


class FiguresForm(FactForm):
    school_year = IntegerField(
        _l("学年"), [InputRequired(MUST), NumberRange(1950, 2100, message=_l("请填 4 位年份"))],
        description=_l("学年开始的那一年；同一学年再次登记，以新的为准"),
    )  # fmt: skip
    pupils = _figure(_l("学生数"))
    classes = _figure(_l("班级数"))
    posts = _figure(_l("编制数"))
    document = document_field(False)

    def fact(self, organisation_id: int) -> Any:
        return SchoolFigures(
            organisation_id=organisation_id, school_year=self.school_year.data, pupils=self.pupils.data,
            classes=self.classes.data, posts=self.posts.data, valid_from=date(self.school_year.data, 9, 1),
            document=self.document.data or None,
        )  # fmt: skip


class MembershipForm(FactForm):
    group_id = PickedSelectField(_l("集团或共同体"), [InputRequired(MUST)])
    member_role = code_field(MemberRole, _l("角色"))
    community_kind = code_field(CommunityKind, _l("形式"))
    valid_from = day_field(_l("从哪一天起"), default=today)
    valid_to = day_field(_l("到哪一天止"), False)
    document = document_field(False)

    def fact(self, organisation_id: int) -> Any:
        return GroupMember(
            organisation_id=organisation_id, group_id=self.group_id.data, member_role=self.member_role.data,
            community_kind=self.community_kind.data, valid_from=self.valid_from.data, valid_to=self.valid_to.data,
            document=self.document.data or None,
        )  # fmt: skip


# --- corrections of dated lines --------------------------------------------------------------------


class LineForm(BaseForm):
    """What of a line may be corrected; which name, year, notion or group it is about stays."""

    names: tuple[str, ...] = ()

    def begin_with(self, line: Any) -> None:
        """A rural line shows what its notion asks for."""
        for name, notion in (("place_class", RuralNotion.STATISTICAL), ("purpose", RuralNotion.LISTED)):
            if name in self and line.notion is not notion:
                del self[name]
        self.names = tuple(name for name in self.names if name in self)
        if not self.is_submitted():
            for name in self.names:
                self[name].data = getattr(line, name)

    def values(self) -> dict[str, Any]:
        return {name: None if self[name].data == "" else self[name].data for name in self.names}


class NameLineForm(LineForm):
    names = ("name", "valid_from", "document")
    name = StringField(_l("名称"), [InputRequired(MUST), Length(max=80)])
    valid_from = day_field(_l("从哪一天起"), description=_l("前一条随之到前一天为止"))
    document = document_field(False)
    reason = reason_field()


class ParentLineForm(LineForm):
    names = ("parent_id", "valid_from", "document")
    parent_id = PickedSelectField(_l("上级"), [InputRequired(MUST)])
    valid_from = day_field(_l("从哪一天起"), description=_l("前一条随之到前一天为止"))
    document = document_field(False)
    reason = reason_field()


class RuralLineForm(LineForm):
    names = ("place_class", "purpose", "valid_from", "valid_to", "document")
    place_class = code_field(PlaceClass, _l("城乡分类代码"))
    purpose = StringField(_l("用途"), [InputRequired(MUST), Length(max=40)])
    valid_from = day_field(_l("从哪一天起"))
    valid_to = day_field(_l("到哪一天止"), False, description=_l("不填表示一直有效"))
    document = document_field()
    reason = reason_field()


class FiguresLineForm(LineForm):
    names = ("pupils", "classes", "posts", "document")
    pupils = _figure(_l("学生数"))
    classes = _figure(_l("班级数"))
    posts = _figure(_l("编制数"))
    document = document_field(False)
    reason = reason_field()


class MembershipLineForm(LineForm):
    names = ("member_role", "community_kind", "valid_from", "valid_to", "document")
    member_role = code_field(MemberRole, _l("角色"))
    community_kind = code_field(CommunityKind, _l("形式"))
    valid_from = day_field(_l("从哪一天起"))
    valid_to = day_field(_l("到哪一天止"), False, description=_l("不填表示一直有效"))
    document = document_field(False)
    reason = reason_field()


CORRECTING: dict[LineKind, type[LineForm]] = {
    LineKind.NAME: NameLineForm,
    LineKind.PARENT: ParentLineForm,
    LineKind.RURAL: RuralLineForm,
    LineKind.FIGURES: FiguresLineForm,
    LineKind.MEMBERSHIP: MembershipLineForm,
}
