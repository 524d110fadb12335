"""Organisations (机构): kinds, school types, the three dated notions of rural. Pure.

Codes: GB/T 2260 divisions; JY/T 1001 school types, runners and urban-rural classes; the 10-digit school code
(学校标识码) of the Ministry's 2011 rule: 2 class + 2 province + 6 serial.
"""

import re
from datetime import date
from enum import StrEnum

SCHOOL_CODE = re.compile(r"[0-9]{10}")
DIVISION_CODE = re.compile(r"[0-9]{6}")


class OrganisationKind(StrEnum):
    CITY = "city"
    COUNTY = "county"
    SCHOOL = "school"
    COLLEGE = "college"  # 教育学院
    TRAINING_SCHOOL = "training_school"  # 县教师进修学校
    RESEARCH_OFFICE = "research_office"  # 教研室
    PROVIDER = "provider"  # 获准的培训机构
    GROUP = "group"  # 教育集团
    COMMUNITY = "community"  # 教共体


class SchoolType(StrEnum):
    """JY/T 1001 办学类型."""

    KINDERGARTEN = "111"
    PRIMARY = "211"
    TEACHING_POINT = "218"
    JUNIOR = "311"
    NINE_YEAR = "312"
    COMPLETE = "341"
    SENIOR = "342"
    TWELVE_YEAR = "345"
    VOCATIONAL = "361"
    SPECIAL = "514"


CODE_CLASS = {
    SchoolType.KINDERGARTEN: "11", SchoolType.PRIMARY: "21", SchoolType.TEACHING_POINT: "21", SchoolType.JUNIOR: "31",
    SchoolType.NINE_YEAR: "31", SchoolType.COMPLETE: "34", SchoolType.SENIOR: "34", SchoolType.TWELVE_YEAR: "34",
    SchoolType.VOCATIONAL: "36", SchoolType.SPECIAL: "51",
}  # fmt: skip
"""First two digits of the school code by type."""


class RuralNotion(StrEnum):
    """Three notions that differ, each dated: never mix them."""

    STATISTICAL = "statistical"  # 城乡分类代码 of the place
    LISTED = "listed"  # on the bureau's list for a purpose
    REMOTE = "remote"  # on the list of remote schools


class PlaceClass(StrEnum):
    """Statistical urban-rural classes; 1xx are towns, 2xx are rural."""

    CORE = "111"
    FRINGE = "112"
    TOWN_CENTRE = "121"
    TOWN_FRINGE = "122"
    SPECIAL_AREA = "123"
    TOWNSHIP_CENTRE = "210"
    VILLAGE = "220"


class LineKind(StrEnum):
    """The dated lines of an organisation."""

    NAME = "name"
    PARENT = "parent"
    RURAL = "rural"
    FIGURES = "figures"
    MEMBERSHIP = "membership"


class MemberRole(StrEnum):
    LEAD = "lead"  # 核心校
    MEMBER = "member"


class CommunityKind(StrEnum):
    """城乡教育共同体 after 浙教基〔2020〕70号; the third is field knowledge."""

    MERGED = "merged"  # 融合型
    JOINT = "joint"  # 共建型
    COOPERATIVE = "cooperative"  # 协作型
    GROUP = "group"  # 教育集团


def school_year(on: date) -> int:
    """The school year a day lies in, named by its first calendar year (1 September to 31 August)."""
    return on.year if on.month >= 9 else on.year - 1


def school_year_bounds(year: int) -> tuple[date, date]:
    return date(year, 9, 1), date(year + 1, 8, 31)


def rural_fault(notion: RuralNotion, place_class: PlaceClass | None, purpose: str) -> str | None:
    """Why a line of a rural notion says too little or too much, as a refusal code."""
    if notion == RuralNotion.STATISTICAL and place_class is None:
        return "rural_class_missing"
    if notion != RuralNotion.STATISTICAL and place_class is not None:
        return "rural_class_undue"
    if notion == RuralNotion.LISTED and not purpose:
        return "rural_purpose_missing"
    if notion != RuralNotion.LISTED and purpose:
        return "rural_purpose_undue"
    return None


def since_fault(since: date, today: date, *, before: date | None, after: date | None = None) -> str | None:
    """A name or a parent begins between the line before and the one after it, and is entered once it has come."""
    if since > today:
        return "organisation_since_ahead"
    if before is not None and since <= before:
        return "organisation_since_early"
    if after is not None and since >= after:
        return "organisation_since_late"
    return None


def code_fault(code: str, school_type: SchoolType | None) -> str | None:
    """Why a school code cannot be right, as a refusal code; None when it can."""
    if not SCHOOL_CODE.fullmatch(code):
        return "school_code_form"
    if school_type is not None and code[:2] != CODE_CLASS[school_type]:
        return "school_code_class"
    return None
