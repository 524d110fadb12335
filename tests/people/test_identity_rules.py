"""Numbers of identity documents: what can be one, what it says, what is shown of it, and how it is sealed."""

from datetime import date

import pytest

from teacher_growth.people.rules import identity as rules
from teacher_growth.people.rules.codes import Sex
from teacher_growth.people.rules.identity import IdentityKind as Kind
from teacher_growth.people.rules.sealing import Keyring, Unreadable, new_key
from tests.factories.identity import a_number

BORN = date(1985, 3, 1)
GOOD = a_number(BORN, 2)


@pytest.mark.parametrize("typed", [GOOD, f" {GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", GOOD.translate(
    str.maketrans("0123456789", "０１２３４５６７８９")), f"{GOOD[:6]}-{GOOD[6:]}\u200b"])  # fmt: skip
def test_a_number_has_one_form_however_it_is_typed(typed):
    assert rules.tidy(typed) == GOOD


def test_check_characters_are_those_of_the_standard():
    # the standard's own example: GB 11643-1999, annex
    assert rules.check_character("11010519491231002") == "X"
    assert rules.check_character("44052418800101001") == "4"


@pytest.mark.parametrize(("number", "fault"), [
    (GOOD, None),
    ("11010519491231002X", None),
    (GOOD[:-1], "identity_resident_shape"),
    ("", "identity_resident_shape"),
    ("990000198502300021", "identity_resident_shape"),  # the 30th of February
    (GOOD[:16] + str((int(GOOD[16]) + 1) % 10) + GOOD[17], "identity_check_character"),
    ("990000850301002", "identity_resident_shape"),  # fifteen digits, no longer valid
])  # fmt: skip
def test_resident_numbers_are_checked(number, fault):
    assert rules.number_fault(Kind.RESIDENT, number) == fault


def test_every_single_wrong_digit_is_found():
    wrong = {GOOD[:at] + str(digit) + GOOD[at + 1 :] for at in range(17) for digit in range(10)} - {GOOD}
    assert {each for each in wrong if rules.number_fault(Kind.RESIDENT, each) is None} == set()


@pytest.mark.parametrize(("number", "fault"), [("E12345678", None), ("H0123(4)", None), ("A1", "identity_shape"),
                                               ("护照12345", "identity_shape")])  # fmt: skip
def test_other_numbers_have_a_loose_shape(number, fault):
    assert rules.number_fault(Kind.PASSPORT, number) == fault


@pytest.mark.parametrize(("sex", "born", "found"), [
    (Sex.FEMALE, BORN, []), (Sex.MALE, BORN, ["sex"]), (Sex.UNKNOWN, None, []),
    (Sex.FEMALE, date(1985, 3, 2), ["birth_date"]), (Sex.MALE, date(1985, 3, 2), ["sex", "birth_date"]),
])  # fmt: skip
def test_what_differs_from_the_file_is_told(sex, born, found):
    assert rules.differences(Kind.RESIDENT, GOOD, sex, born) == found
    assert rules.differences(Kind.PASSPORT, "E12345678", sex, born) == []


def test_two_characters_are_shown_and_the_rest_is_not():
    assert rules.masked(18, GOOD[-rules.SHOWN :]) == "*" * 16 + GOOD[-2:]


def test_a_seal_opens_in_its_row_under_its_key_only():
    ring = Keyring({1: new_key(), 2: new_key()})
    sealed = ring.seal(GOOD, "identity_seal:1:7")
    assert ring.open(sealed, "identity_seal:1:7", 2) == GOOD
    assert ring.seal(GOOD, "identity_seal:1:7") != sealed
    for row, key in (("identity_seal:2:7", 2), ("identity_seal:1:7", 1), ("identity_seal:1:7", 3)):
        with pytest.raises(Unreadable):
            ring.open(sealed, row, key)


def test_a_digest_depends_on_the_key_and_on_the_kind():
    one, other = Keyring({1: new_key()}), Keyring({1: new_key()})
    digests = {one.digest("1", GOOD), one.digest("A", GOOD), other.digest("1", GOOD)}
    assert len(digests) == 3
    assert one.digest("1", GOOD) in digests
