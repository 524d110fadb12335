"""Headings, codes and words as files have them."""

from datetime import date

import pytest

from teacher_growth.pinyin import fold
from teacher_growth.sheets import CODES, Kind, Type, meant, members, shown, spec

COLUMNS = [pytest.param(kind, column, id=f"{kind}.{column.key}") for kind in Kind for column in spec(kind).columns]


@pytest.mark.parametrize(("kind", "column"), COLUMNS)
def test_column_is_complete(kind, column):
    assert column.heading
    assert column.english
    assert bool(column.hint) == bool(column.english_hint)
    assert (column.type is Type.CODE) == (column.code is not None)
    assert not (column.required and (column.check or column.told))


@pytest.mark.parametrize("kind", Kind)
def test_headings_of_a_kind_differ(kind):
    for names in zip(*[(each.heading, each.english, each.key) for each in spec(kind).columns], strict=True):
        assert len(set(names)) == len(names)
    aliases = [fold(name) for each in spec(kind).columns for name in {fold(one) for one in each.names}]
    assert sorted(aliases) == sorted(set(aliases))


@pytest.mark.parametrize("code", CODES)
def test_every_word_means_its_code(code):
    assert [meant(code, word) for _value, word in members(code)] == [value for value, _word in members(code)]
    assert [meant(code, value) for value, _word in members(code)] == [value for value, _word in members(code)]
    assert meant(code, "没有这个词") is None


@pytest.mark.parametrize(
    ("kind", "key", "value", "text"),
    [
        (Kind.PEOPLE, "sex", "2", "女"),
        (Kind.PEOPLE, "birth_date", date(1990, 3, 5), "1990-03-05"),
        (Kind.TRAINING, "amount", 65, "6.5"),
        (Kind.DEGREES, "full_time", False, "否"),
        (Kind.ORGANISATIONS, "runner", "831", "县级教育部门"),
        (Kind.PEOPLE, "subject", None, ""),
    ],
)
def test_shown_is_what_files_say(kind, key, value, text):
    assert shown(spec(kind).column(key), value) == text
