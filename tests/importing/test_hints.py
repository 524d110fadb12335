"""Whatever is said of a file has words."""

import pytest

from teacher_growth.importing.hints import hint
from teacher_growth.importing.rules.faults import WARNINGS, Fault, FileFault, RowFault, SheetFault
from teacher_growth.sheets import Kind
from teacher_growth.web.words.importing import HINTS

FAULTS = [*Fault, *RowFault, *SheetFault, *FileFault]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_a_hint(fault):
    assert HINTS[fault]


def test_only_declared_faults_are_warnings():
    assert set(FAULTS) >= WARNINGS


def test_a_hint_names_the_column_and_its_words(app):
    assert hint("missing", Kind.PEOPLE, "staff_number", None) == "工号：这一列必填"
    assert hint("code_unknown", Kind.PEOPLE, "sex", None) == "性别：可填：未知、男、女、未说明"
    assert hint("row_double", Kind.PEOPLE, None, {"first": 7}) == "与第 7 行重复"
