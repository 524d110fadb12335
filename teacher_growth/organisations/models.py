"""The tree city → county → school, and its dated facts. Names of organisations are open to everybody signed in."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teacher_growth.database import Base, codes
from teacher_growth.facts import Fact
from teacher_growth.organisations.rules import (
    CommunityKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    SchoolType,
)


class Organisation(Base):
    """One organisation for its whole life. Name and parent here are today's; history is in the facts below."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("parent_id <> id", name="parent_is_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(codes(OrganisationKind), index=True)
    name: Mapped[str] = mapped_column(String(80))
    search_text: Mapped[str] = mapped_column(String(400))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)  # "/1/4/27/": itself and all above
    code: Mapped[str | None] = mapped_column(String(10), unique=True)  # 学校标识码
    division: Mapped[str | None] = mapped_column(String(6))  # GB/T 2260
    school_type: Mapped[SchoolType | None] = mapped_column(codes(SchoolType))
    runner: Mapped[str | None] = mapped_column(String(3))  # 举办者, JY/T 1001
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id", lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def organisation_id(self) -> int:
        return self.id


class OrganisationName(Fact, Base):
    __tablename__ = "organisation_name"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))


class OrganisationParent(Fact, Base):
    """What belongs where. A 市直属 school has the city as its parent, with no county between."""

    __tablename__ = "organisation_parent"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class RuralClass(Fact, Base):
    __tablename__ = "rural_class"
    __table_args__ = (
        CheckConstraint("(notion = 'statistical') = (place_class IS NOT NULL)", name="statistical_has_class"),
        CheckConstraint("(notion = 'listed') = (purpose <> '')", name="listed_has_purpose"),
        Index(
            "uq_rural_class_current",
            "organisation_id", "notion", "purpose",
            unique=True,
            sqlite_where=text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
            postgresql_where=text("valid_to IS NULL AND superseded_at IS NULL AND voided IS FALSE"),
        ),
    )  # fmt: skip

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    notion: Mapped[RuralNotion] = mapped_column(codes(RuralNotion))
    place_class: Mapped[PlaceClass | None] = mapped_column(codes(PlaceClass))
    purpose: Mapped[str] = mapped_column(String(40), default="")


class SchoolFigures(Fact, Base):
    """Pupils, classes and established posts (编制) of a school year."""

    __tablename__ = "school_figures"
    __table_args__ = (CheckConstraint("pupils >= 0 AND classes >= 0 AND posts >= 0", name="not_negative"),)

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    school_year: Mapped[int] = mapped_column(index=True)
    pupils: Mapped[int]
    classes: Mapped[int]
    posts: Mapped[int]


class GroupMember(Fact, Base):
    """A school's dated membership in a 教育集团 or 教共体."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    member_role: Mapped[MemberRole] = mapped_column(codes(MemberRole))
    community_kind: Mapped[CommunityKind] = mapped_column(codes(CommunityKind))
