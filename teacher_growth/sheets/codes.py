"""The codes that cells name by word: which there are, their words, and what a word means."""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import yaml

from teacher_growth.achievements import rules as achievements
from teacher_growth.claims import rules as claims
from teacher_growth.i18n import _l, source_text
from teacher_growth.mentoring import rules as mentoring
from teacher_growth.organisations import rules as organisations
from teacher_growth.people.rules import codes as people
from teacher_growth.pinyin import fold
from teacher_growth.sheets.columns import Loader
from teacher_growth.training import rules as training
from teacher_growth.web.words import WORDS
from teacher_growth.web.words.organisations import RUNNERS

YesNo = StrEnum("YesNo", {"YES": "1", "NO": "0"})
Runner = StrEnum("Runner", {f"R{code}": code for code in RUNNERS})

CODES: dict[str, type[StrEnum]] = {
    each.__name__: each
    for each in (
        organisations.OrganisationKind, organisations.SchoolType, Runner, YesNo,
        people.Sex, people.Stage, people.Subject, people.Employment, people.LeavingReason, people.PlaceKind,
        people.PostKind, people.TitleLevel, people.Education, people.DegreeLevel, people.LeaveKind,
        people.AssessmentGrade, people.Term, people.CertificateKind, people.Level, people.HonourKind,
        achievements.AchievementKind, achievements.AwardLevel, achievements.AwardGrade,
        training.Route, training.Unit, training.Voucher, claims.ClaimState, mentoring.PairKind, mentoring.PairState,
    )
}  # fmt: skip


OTHERS = {"Runner": RUNNERS, "YesNo": {"1": _l("是"), "0": _l("否")}}


@lru_cache
def words(code: str) -> dict[str, str]:
    """Value → its word as files have it, whatever language the page is read in."""
    held = OTHERS.get(code) or WORDS[code]
    return {each.value: source_text(held[each.value]) for each in CODES[code]}


def members(code: str) -> list[tuple[str, str]]:
    """(value, word), for look-ups and drop-downs."""
    return list(words(code).items())


@lru_cache
def _meanings(code: str) -> dict[str, str]:
    text = (files(__package__) / "codes.yaml").read_text(encoding="utf-8")
    held = yaml.load(text, Loader=Loader).get(code, {})  # noqa: S506 -- a safe loader
    said = {word: str(value) for word, value in held.items()} | {value: value for value in words(code)}
    said |= {f"{value} {word}": value for value, word in members(code)} | {word: value for value, word in members(code)}
    return {fold(str(word)): value for word, value in said.items()}


def meant(code: str, text: str) -> str | None:
    """The value a word, an old word or the code itself stands for; None when it is none of them."""
    return _meanings(code).get(fold(text))
