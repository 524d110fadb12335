"""How names are read, folded and searched for."""

import pytest

from teacher_growth.pinyin import COMPOUND, SURNAMES, fold, name_key, pattern, person_text, place_text, syllables


@pytest.mark.parametrize(("surname", "reading"), SURNAMES.items())
def test_every_listed_surname_is_read_as_listed(surname, reading):
    assert syllables(f"{surname}明明")[0] == reading


@pytest.mark.parametrize(("name", "key"), [
    ("曾国藩", "zeng guo fan"), ("单田芳", "shan tian fang"), ("欧阳修", "ouyang xiu"), ("长孙无忌", "zhangsun wu ji"),
    ("吕布", "lv bu"), ("王芳", "wang fang"), ("欧阳", "ou yang"), ("阿卜杜拉·买买提", "a bo du la mai mai ti"),
])  # fmt: skip
def test_name_key(name, key):
    assert name_key(name).replace(" ", "") == key.replace(" ", "")


def test_compound_surnames_need_a_given_name():
    assert all(len(each) == 2 for each in COMPOUND)


@pytest.mark.parametrize("typed", ["吕布", "lvbu", "lübu", "LÜBU", "lubu", "lyubu", "lb", "T01", "ｔ０１"])
def test_person_text_holds_every_way_to_type_it(typed):
    assert fold(typed) in person_text("吕布", "T01")


@pytest.mark.parametrize("typed", ["danxiongxin", "shanxiongxin", "chanxiongxin", "sxx"])
def test_person_text_holds_all_readings_of_a_surname(typed):
    assert typed in person_text("单雄信")


def test_person_text_keeps_its_parts_apart():
    text = person_text("王芳", "7", None)
    parts = text.split("|")
    assert (parts[:3], parts[-3:]) == (["", "王芳", "wangfang"], ["wf", "7", ""])
    assert len(person_text("吕" * 40, "T" * 20)) <= 600


def test_place_text():
    assert place_text("青禾小学", "2133000001") == "|青禾小学|qinghexiaoxue|qhxx|2133000001|"


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("a b", "%ab%"),
        ("50%", "%50!%%"),
        ("a_b", "%a!_b%"),
        ("a!", "%a!!%"),
        ("\0a\ud800", "%a%"),
        ("Ａ１", "%a1%"),
        ("", "%%"),
    ],
)
def test_pattern(typed, like):
    assert pattern(typed) == like
