"""What is issued on paper (证明, 聘书 …), its number, and the code with which anyone can check it. Pure."""

import re
from enum import StrEnum

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 16  # 79 bits: not to be guessed


class DocumentKind(StrEnum):
    TRAINING_CERTIFICATE = "training_certificate"  # 学年培训证明


def tidy_code(typed: str) -> str | None:
    """A code as it is stored, from how people type it (blanks, hyphens, small letters); None when it cannot be one."""
    text = re.sub(r"[\s\-—]+", "", typed).upper()
    return text if len(text) == CODE_LENGTH and set(text) <= set(ALPHABET) else None


def shown_code(code: str) -> str:
    """In fours, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def masked(name: str) -> str:
    """What a stranger sees of a name: 张*, 张*明, 欧***."""
    if len(name) <= 2:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1] if len(name) == 3 else name[0] + "*" * (len(name) - 1)
