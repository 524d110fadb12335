"""What a teacher holds and was judged: titles, degrees, assessments, ethics, tier, listing, honour.

Tier, trainee list and honour are three things, title and post grade two more.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, codes
from teacher_growth.facts import Fact
from teacher_growth.people.models.work import of_person
from teacher_growth.people.rules.codes import (
    AssessmentGrade,
    CertificateKind,
    DegreeLevel,
    DisciplineKind,
    Education,
    EthicsGrade,
    EthicsKind,
    HonourKind,
    LeaveKind,
    Level,
    Subject,
    Tier,
    TitleLevel,
)

OF_TEACHER = "teacher.id"


class TeacherTitle(Fact, Base):
    """职称 with both dates (qualified, appointed) and 岗位等级; valid_from is the qualification."""

    __tablename__ = "teacher_title"
    __scope__ = of_person()
    __table_args__ = (CheckConstraint("post_grade BETWEEN 1 AND 13", name="post_grade"),)

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    level: Mapped[TitleLevel] = mapped_column(codes(TitleLevel))
    subject: Mapped[Subject | None] = mapped_column(codes(Subject))
    appointed_on: Mapped[date | None]
    post_grade: Mapped[int | None]


class Degree(Fact, Base):
    __tablename__ = "teacher_degree"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    education: Mapped[Education] = mapped_column(codes(Education))
    degree: Mapped[DegreeLevel] = mapped_column(codes(DegreeLevel))
    institution: Mapped[str] = mapped_column(String(60))
    major: Mapped[str | None] = mapped_column(String(60))
    full_time: Mapped[bool]


class Leave(Fact, Base):
    """Leaves tell of health: read by the person and by those the law allows."""

    __tablename__ = "teacher_leave"
    __scope__ = Scope(people=("teacher_id",), organisation="organisation_id")

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[LeaveKind] = mapped_column(codes(LeaveKind))


class AssessmentYear(Fact, Base):
    """年度考核 of a calendar year."""

    __tablename__ = "assessment_year"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    year: Mapped[int]
    grade: Mapped[AssessmentGrade] = mapped_column(codes(AssessmentGrade))


class EthicsRecord(Fact, Base):
    """师德: the yearly assessment, or a finding with who decided it and when it was lifted. Apart from discipline."""

    __tablename__ = "ethics_record"
    __scope__ = of_person()
    __table_args__ = (
        CheckConstraint("(kind = 'assessment') = (grade IS NOT NULL)", name="assessment_has_grade"),
        CheckConstraint("kind <> 'finding' OR decided_by IS NOT NULL", name="finding_has_decider"),
    )

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    kind: Mapped[EthicsKind] = mapped_column(codes(EthicsKind))
    year: Mapped[int]
    grade: Mapped[EthicsGrade | None] = mapped_column(codes(EthicsGrade))
    decided_by: Mapped[str | None] = mapped_column(String(80))
    lifted_on: Mapped[date | None]


class DisciplineRecord(Fact, Base):
    """处分; valid_to is the end of its period."""

    __tablename__ = "discipline_record"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    kind: Mapped[DisciplineKind] = mapped_column(codes(DisciplineKind))
    decided_by: Mapped[str] = mapped_column(String(80))
    lifted_on: Mapped[date | None]


class Certificate(Fact, Base):
    """valid_to is the last day of validity."""

    __tablename__ = "teacher_certificate"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    kind: Mapped[CertificateKind] = mapped_column(codes(CertificateKind))
    number: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str | None] = mapped_column(String(20))
    issuer: Mapped[str | None] = mapped_column(String(80))


class TierHeld(Fact, Base):
    """梯队: a plan for a group, not an honour."""

    __tablename__ = "tier_held"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    tier: Mapped[Tier] = mapped_column(codes(Tier))


class Listing(Fact, Base):
    """On a trainee list (培养对象): not yet a holder."""

    __tablename__ = "trainee_listing"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    kind: Mapped[HonourKind] = mapped_column(codes(HonourKind))
    level: Mapped[Level] = mapped_column(codes(Level))
    list_name: Mapped[str] = mapped_column(String(80))


class Honour(Fact, Base):
    """称号; runs from its document's date."""

    __tablename__ = "teacher_honour"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey(OF_TEACHER), index=True)
    kind: Mapped[HonourKind] = mapped_column(codes(HonourKind))
    level: Mapped[Level] = mapped_column(codes(Level))
    name: Mapped[str] = mapped_column(String(80))
    subject: Mapped[Subject | None] = mapped_column(codes(Subject))
