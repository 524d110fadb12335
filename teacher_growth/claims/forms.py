"""Shape of what is typed about a claim: a decision, a correction, a withdrawal."""

from typing import Any

from wtforms import HiddenField, IntegerField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from teacher_growth.i18n import _, _l
from teacher_growth.web.forms import BaseForm


class WithdrawalForm(BaseForm):
    version = IntegerField(widget=HiddenInput())


class DecisionForm(BaseForm):
    version = IntegerField(widget=HiddenInput())
    decision = StringField(validators=[AnyOf(["verify", "return"])])  # the button pressed
    reason = TextAreaField(_l("退回理由"), [Length(max=400)], description=_l("退回时必填，教师会看到"))

    def validate_reason(self, field: TextAreaField) -> None:
        if self.decision.data == "return" and not field.data:
            raise ValidationError(_("退回须说明理由"))


class BatchReturnForm(BaseForm):
    action = HiddenField(default="return")
    reason = TextAreaField(_l("退回理由"), [InputRequired(_l("退回须说明理由")), Length(max=400)])


class Correcting:
    """Fields a form of a claim gets beside its own when it corrects one; `typed`: what it takes over as it is."""

    typed: tuple[str, ...]
    version = IntegerField(widget=HiddenInput())
    keep = SelectMultipleField(
        _l("原来的佐证材料"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(),
        description=_l("取消勾选的不再使用"),
    )  # fmt: skip

    def begin_with(self: Any, claim: Any, files: list[Any]) -> None:
        """As it is, with all its own files kept unless unticked."""
        self.keep.choices = [SelectChoice(each.id, each.name) for each in files]
        if not self.is_submitted():
            self.keep.data = [each.id for each in files]
            for name in (*self.typed, "version"):
                self[name].data = getattr(claim, name)
