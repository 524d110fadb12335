"""The person. Name, stage and so on here are today's, for lists; their history is in TeacherProfile."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from teacher_growth.access.scope import Scope
from teacher_growth.database import Base, codes
from teacher_growth.facts import Fact
from teacher_growth.people.models.work import PLACES, at_work_in, of_person
from teacher_growth.people.rules.codes import Sex, Stage, Subject


class Teacher(Base):
    __tablename__ = "teacher"
    __scope__ = Scope(
        organisation="keeper_id", people=("id",), person="id", places=at_work_in, reads=PLACES, undone="voided"
    )  # fmt: skip
    __table_args__ = (
        Index("ix_teacher_search", "name_key", "id", "search_text", "keeper_id", "voided"),
    )  # a search reads nothing else

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40), index=True)
    name_key: Mapped[str] = mapped_column(String(120), index=True)  # pinyin, for one order on both databases
    search_text: Mapped[str] = mapped_column(String(600))
    sex: Mapped[Sex] = mapped_column(codes(Sex))
    birth_date: Mapped[date | None]
    stage: Mapped[Stage | None] = mapped_column(codes(Stage), index=True)
    subject: Mapped[Subject | None] = mapped_column(codes(Subject), index=True)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The organisation that keeps the file of an external person (without a posting here); None for our own staff."""
    voided: Mapped[bool] = mapped_column(default=False)
    """The file should never have been opened (an import that was undone): it is there for nobody, its number stays."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_external(self) -> bool:
        return self.keeper_id is not None


class TeacherProfile(Fact, Base):
    __tablename__ = "teacher_profile"
    __scope__ = of_person()

    teacher_id: Mapped[int] = mapped_column(ForeignKey("teacher.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    sex: Mapped[Sex] = mapped_column(codes(Sex))
    birth_date: Mapped[date | None]
    stage: Mapped[Stage | None] = mapped_column(codes(Stage))
    subject: Mapped[Subject | None] = mapped_column(codes(Subject))
