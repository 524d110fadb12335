"""The achievement file (业绩档案): what is in it, what may become of an item, what looks doubtful. Pure.

Codes of level and grade: JY/T 1001-2012 (award level, award grade). The codes ending in 1 are those of education
authorities, one step below the award of the government itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AchievementKind(StrEnum):
    PAPER = "paper"  # 论文
    PROJECT = "project"  # 课题
    CONTEST = "contest"  # 教学竞赛
    LESSON = "lesson"  # 公开课
    LECTURE = "lecture"  # 讲座
    GUIDANCE = "guidance"  # 指导学生获奖
    BOOK = "book"  # 著作
    HONOUR = "honour"  # 荣誉


class AwardLevel(StrEnum):
    NATION = "10"
    PROVINCE_OR_MINISTRY = "20"
    MINISTRY_OF_EDUCATION = "21"
    PROVINCE = "23"
    PREFECTURE_STEP = "30"
    PROVINCE_EDUCATION = "31"
    CITY = "33"
    COUNTY_STEP = "40"
    CITY_EDUCATION = "41"
    COUNTY = "43"
    TOWNSHIP_STEP = "50"
    COUNTY_EDUCATION = "51"
    TOWNSHIP = "53"
    SCHOOL = "60"
    INTERNATIONAL = "70"
    OTHER = "99"


STEPS = frozenset({
    AwardLevel.PROVINCE_OR_MINISTRY, AwardLevel.PREFECTURE_STEP, AwardLevel.COUNTY_STEP, AwardLevel.TOWNSHIP_STEP,
})  # fmt: skip
"""Levels that do not say whose award it was: taken from imports, not offered to people."""


class AwardGrade(StrEnum):
    SPECIAL = "1"
    FIRST = "2"
    SECOND = "3"
    THIRD = "4"
    FOURTH = "5"
    UNGRADED = "6"
    OTHER = "9"


MOST_AUTHORS = 99
EARLIEST = date(1950, 1, 1)  # an earlier day is a typing mistake


class UsedIn(StrEnum):
    """What drew on an item."""

    SELECTION = "selection"  # 评选
    TITLE = "title"  # 职称评审
    CREDIT = "credit"  # 学分转换
    HONOUR_CHECK = "honour_check"  # 称号考核
    STUDIO = "studio"  # 工作室


class AchievementDoubt(StrEnum):
    """Why an item deserves a second look; it flags, it never refuses."""

    SAME_CERTIFICATE = "same_certificate"
    SAME_TITLE = "same_title"
    SAME_FILE = "same_file"


@dataclass(frozen=True)
class Item:
    """What is said of an achievement, apart from whose it is."""

    kind: AchievementKind
    title: str
    level: AwardLevel
    grade: AwardGrade
    issuer: str
    issued_on: date
    certificate: str | None = None
    own_rank: int = 1
    authors: int = 1
    note: str | None = None


@dataclass(frozen=True)
class Other:
    """A living item that could be the same; `own`: of the same person."""

    own: bool
    title: str
    issuer: str
    issued_on: date
    certificate: str | None
    own_rank: int
    authors: int


def item_fault(item: Item, today: date) -> str | None:
    """Why an item cannot be right, as a refusal code."""
    if not 1 <= item.own_rank <= item.authors <= MOST_AUTHORS:
        return "achievement_rank"
    if item.issued_on > today:
        return "achievement_future"
    if item.issued_on < EARLIEST:
        return "achievement_too_early"
    return None


def same_number(one: str | None, other: str | None) -> bool:
    """Certificate numbers as people type them: blanks, brackets, hyphens and case do not count."""
    return plain_number(one) == plain_number(other) != ""


def plain_number(number: str | None) -> str:
    return "".join(each for each in (number or "").casefold() if each.isalnum())


def doubts_of(item: Item, others: Iterable[Other]) -> frozenset[AchievementDoubt]:
    """Joint authors share a title and a certificate: theirs is only doubtful when they claim the same place."""
    found = set()
    for other in others:
        if not other.own and _are_joint(item, other):
            continue
        if same_number(item.certificate, other.certificate) and item.issuer == other.issuer:
            found.add(AchievementDoubt.SAME_CERTIFICATE)
        if item.title == other.title and item.issued_on == other.issued_on:
            found.add(AchievementDoubt.SAME_TITLE)
    return frozenset(found)


def _are_joint(item: Item, other: Other) -> bool:
    return item.authors == other.authors and item.own_rank != other.own_rank
