"""The persons of the gates' world, by hand: where each is now, and the mark that tells each of his fields."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from teacher_growth.people.rules import codes as c
from teacher_growth.people.rules.kinds import FactKind as F

LONG_AGO, LAST_YEAR = date(2012, 9, 1), date(2024, 8, 31)
FIRST_BIRTHDAY = date(1950, 1, 1)


@dataclass(frozen=True)
class Plan:
    """`at`: where the person counts today, which is what the matrix goes by. `how`: a builder in world.py."""

    key: str
    at: frozenset[str]
    how: str = "regular"
    keeper: str | None = None
    double: bool = False
    heads: bool = False  # is the principal there, by post


def plan(key: str, *at: str, how: str = "regular", keeper: str | None = None, double: bool = False) -> Plan:
    return Plan(key, frozenset(at), how, keeper, double)


PEOPLE = (
    plan("s1_a", "s1"),
    plan("s1_b", "s1"),
    plan("s2_a", "s2"),
    plan("s3_a", "s3"),
    plan("s4_a", "s4"),
    plan("s5_a", "s5"),
    plan("seconded", "s3", "s1", how="seconded"),  # belongs to s3, works at s1: both see him
    plan("arriving", "s3", "s1", how="arriving"),  # comes to s1 next term: schools prepare
    plan("former", "s3", how="former"),  # was at s1 until last year
    plan("voided", "s4", how="voided"),  # a place at s1 that was never so
    plan("corrected", "s4", "s2", how="corrected"),  # written down at s1 by mistake, then put right
    plan("last_day", "s1", how="last_day"),  # leaves s1 today, and is still there
    plan("gone", how="gone"),  # retired from s1
    plan("external_s1", "s1", how="external", keeper="s1"),
    plan("external_k2", "k2", how="external", keeper="k2"),
    plan("external_provider", "provider", how="external", keeper="provider"),
    plan("double_1", "s1", double=True),
    plan("double_2", "s1", double=True),
    plan("double_far", "s3", double=True),
)
FACTS: dict[F, dict[str, Any]] = {
    F.POST: {"kind": c.PostKind.GROUP_HEAD, "organisation_id": "s"},
    F.TITLE: {"level": c.TitleLevel.FIRST},
    F.DEGREE: {
        "education": c.Education.BACHELOR, "degree": c.DegreeLevel.BACHELOR, "institution": "师院", "full_time": True,
    },
    F.LEAVE: {"kind": c.LeaveKind.SICK, "organisation_id": "s"},
    F.ASSESSMENT: {"year": 2024, "grade": c.AssessmentGrade.EXCELLENT},
    F.ETHICS: {"kind": c.EthicsKind.FINDING, "year": 2024, "decided_by": "某会"},
    F.DISCIPLINE: {"kind": c.DisciplineKind.WARNING, "decided_by": "某局"},
    F.TEACHING: {
        "organisation_id": "s", "school_year": 2024, "term": c.Term.AUTUMN, "subject": c.Subject.CHINESE,
        "grade": "三年级", "weekly_periods": 120,
    },
    F.CERTIFICATE: {"kind": c.CertificateKind.QUALIFICATION, "number": "1"},
    F.TIER: {"tier": c.Tier.BACKBONE},
    F.LISTING: {"kind": c.HonourKind.FAMOUS_TEACHER, "level": c.Level.CITY, "list_name": "名单"},
    F.HONOUR: {"kind": c.HonourKind.RISING_STAR, "level": c.Level.CITY, "name": "新秀"},
}  # fmt: skip
"""What of each kind everybody has; "s" stands for the school."""


@dataclass
class Person:
    plan: Plan
    number: int
    id: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    fact_at: dict[str, frozenset[str]] = field(
        default_factory=dict
    )  # where a fact belongs to one school, not to the person
    more: set[str] = field(default_factory=set)  # fields of the rows that a domain gives him

    @property
    def key(self) -> str:
        return self.plan.key

    @property
    def birth_date(self) -> date:
        return date(1949, 1, 1) if self.plan.double else FIRST_BIRTHDAY + timedelta(days=self.number)

    def mark(self, name: str) -> str:
        """The text that stands for one field of one person and for nothing else."""
        if self.plan.double and name == "name":
            return "双名"
        return f"z{name}{self.number:04}z"

    def fields(self) -> frozenset[str]:
        """The fields that can be told from others' when they appear."""
        shared = {"name", "birth_date"} if self.plan.double else set()
        own = {"name", "birth_date", "staff_number", *self.facts, *self.more}
        return frozenset(own - shared)
