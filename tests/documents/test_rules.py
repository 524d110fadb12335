import pytest

from teacher_growth.documents.rules import ALPHABET, CODE_LENGTH, masked, shown_code, tidy_code

CODE = "ABCD2345EFGH6789"


@pytest.mark.parametrize("typed", [CODE, "abcd-2345-efgh-6789", " ABCD 2345 EFGH 6789 ", "ABCD—2345—EFGH—6789"])
def test_a_code_is_read_as_people_type_it(typed):
    assert tidy_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "ABCD", CODE + "A", "ABCD2345EFGH678O", "编码"])
def test_what_cannot_be_a_code_is_none(typed):
    assert tidy_code(typed) is None


def test_a_code_is_printed_in_fours_and_holds_nothing_that_looks_like_something_else():
    assert shown_code(CODE) == "ABCD-2345-EFGH-6789"
    assert len(CODE) == CODE_LENGTH
    assert set("01ILO") & set(ALPHABET) == set()


@pytest.mark.parametrize(
    ("name", "seen"), [("王", "王"), ("王芳", "王*"), ("王小芳", "王*芳"), ("欧阳静怡", "欧***"), ("古丽·阿", "古***")]
)
def test_a_stranger_sees_part_of_a_name(name, seen):
    assert masked(name) == seen
