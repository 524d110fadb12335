"""Identity documents (证件): kinds, what a number may look like, and how much of it a page shows. Pure.

GB 11643-1999 for resident identity cards: six digits of a place, eight of a day, three of order, a check character.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from teacher_growth.people.rules.codes import Sex


class IdentityKind(StrEnum):
    """As the education data standard numbers them (JY/T 1001)."""

    RESIDENT = "1"
    OFFICER = "2"
    HONG_KONG = "6"
    MACAO = "7"
    TAIWAN = "8"
    PERMANENT = "9"
    PASSPORT = "A"
    OTHER = "Z"


class RevealPurpose(StrEnum):
    CHECKING = "checking"  # 核对身份
    REPORTING = "reporting"  # 向上级或国家系统报送
    CERTIFICATE = "certificate"  # 办理证书、职称
    REQUEST = "request"  # 本人要求
    OTHER = "other"


SHOWN = 2
"""Characters a page shows. Birth date and place stand in the file: with the usual last four the rest could be told."""

RESIDENT = re.compile(r"[0-9]{17}[0-9X]")
ANY = re.compile(r"[A-Z0-9()]{5,20}")
DIGITS = re.compile(r"[0-9０-９]{15}")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def tidy(typed: str) -> str:
    """One form of a number: full-width characters, blanks and small letters make no difference."""
    text = unicodedata.normalize("NFKC", typed).upper()
    return "".join(each for each in text if each != "-" and unicodedata.category(each)[0] not in "ZC")


def number_fault(kind: IdentityKind, number: str) -> str | None:
    """Why a tidy number cannot be one of its kind, as a refusal code."""
    if kind is not IdentityKind.RESIDENT:
        return None if ANY.fullmatch(number) else "identity_shape"
    if not RESIDENT.fullmatch(number) or born(number) is None:
        return "identity_resident_shape"
    return None if number[-1] == check_character(number) else "identity_check_character"


def check_character(number: str) -> str:
    return CHECKS[sum(int(each) * weight for each, weight in zip(number, WEIGHTS, strict=False)) % 11]


def born(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def differences(kind: IdentityKind, number: str, sex: Sex, birth_date: date | None) -> list[str]:
    """What a resident number says otherwise than the file, where the file says anything."""
    if kind is not IdentityKind.RESIDENT:
        return []
    found = []
    if sex in (Sex.MALE, Sex.FEMALE) and sex is not (Sex.MALE if int(number[16]) % 2 else Sex.FEMALE):
        found.append("sex")
    if birth_date is not None and birth_date != born(number):
        found.append("birth_date")
    return found


def masked(length: int, tail: str) -> str:
    return "*" * (length - len(tail)) + tail


def holds_number(text: str) -> bool:
    """A text that is kept for long and read by more people must not carry a number."""
    return DIGITS.search(text) is not None


def tries_of(user_id: int | None) -> str:
    """Under what refused numbers are counted: that one is taken tells of somebody whom one may not see."""
    return f"identity {user_id}"
