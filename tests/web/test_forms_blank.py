"""Blanks do not fill a required text."""

import pytest
from wtforms import StringField
from wtforms.validators import InputRequired

from teacher_growth.web.forms import BaseForm


class Named(BaseForm):
    name = StringField(validators=[InputRequired()])


@pytest.mark.parametrize("typed", ["  ", "\u3000", "\0", "\u200b\u200b", "\t\n"])
def test_blank_text_is_an_error_of_its_field(app, typed):
    with app.test_request_context("/", method="POST", data={"name": typed}):
        form = Named()
        assert (form.ready(), form.status, list(form.errors)) == (False, 422, ["name"])


def test_text_with_blanks_around_is_trimmed_and_taken(app):
    with app.test_request_context("/", method="POST", data={"name": " 王芳\u3000"}):
        form = Named()
        assert (form.ready(), form.name.data) == (True, "王芳")
