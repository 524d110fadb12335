"""How people and organisations are found: by characters, pinyin (all readings of a surname), initials, number. Pure."""

import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

SURNAMES = {
    "曾": "zeng", "翟": "zhai", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "朴": "piao", "区": "ou",
    "覃": "qin", "盖": "ge", "乐": "yue", "缪": "miao", "员": "yun", "种": "chong", "黑": "he", "折": "she",
    "洗": "xian", "尉": "yu", "任": "ren", "华": "hua", "宁": "ning", "葛": "ge", "纪": "ji", "过": "guo",
    "车": "che", "冼": "xian", "召": "shao",
    "长孙": "zhangsun", "尉迟": "yuchi", "万俟": "moqi", "澹台": "tantai", "单于": "chanyu", "令狐": "linghu",
}  # fmt: skip
"""Readings as surnames where a dictionary's first reading differs (the known list of pypinyin's issue 297)."""

COMPOUND = frozenset({
    "欧阳", "司马", "上官", "诸葛", "司徒", "夏侯", "皇甫", "东方", "公孙", "慕容", "端木", "南宫", "闻人", "宇文",
    "轩辕", "长孙", "尉迟", "万俟", "澹台", "单于", "令狐",
})  # fmt: skip


def surname_of(name: str) -> str:
    return name[:2] if name[:2] in COMPOUND and len(name) > 2 else name[:1]


@lru_cache(maxsize=20_000)
def syllables(name: str) -> tuple[str, ...]:
    """The reading of a person's name, the surname by its own table; ü as v."""
    surname = surname_of(name)
    first = [SURNAMES[surname]] if surname in SURNAMES else lazy_pinyin(surname)
    return (*first, *lazy_pinyin(name[len(surname) :].replace("·", "")))


def name_key(name: str) -> str:
    """One order of names on every database."""
    return " ".join(syllables(name))[:120]


def person_text(name: str, *numbers: str | None) -> str:
    """What a search for people looks into, `|`-separated and folded: name, all readings, initials, numbers."""
    read = syllables(name)
    full, initials = "".join(read), "".join(each[:1] for each in read)
    others = [
        "".join([alternative, *read[1:]]) for alternative in _readings(surname_of(name)) if alternative != read[0]
    ]
    spelled = [full.replace("v", "u"), full.replace("v", "yu")] if "v" in full else []
    parts = [name, full, *others, *spelled, initials, *(each for each in numbers if each)]
    return fold("|" + "|".join(dict.fromkeys(parts)) + "|")[:600]


def place_text(name: str, *numbers: str | None) -> str:
    """The same for an organisation."""
    read = lazy_pinyin(name)
    parts = [name, "".join(read), "".join(each[:1] for each in read), *(each for each in numbers if each)]
    return fold("|" + "|".join(parts) + "|")[:400]


@lru_cache(maxsize=5_000)
def _readings(surname: str) -> list[str]:
    return pinyin(surname, style=Style.NORMAL, heteronym=True)[0] if len(surname) == 1 else []


def fold(text: str) -> str:
    """Full-width forms, case and blanks do not matter; what no database takes (NUL, lone surrogates) is dropped."""
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().replace("ü", "v").split())
    return "".join(each for each in folded if unicodedata.category(each) not in ("Cc", "Cs"))


def pattern(text: str) -> str:
    """LIKE pattern for what somebody typed; `!` escapes."""
    folded = fold(text).replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{folded}%"
