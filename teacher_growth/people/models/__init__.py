from teacher_growth.people.models.career import (
    AssessmentYear,
    Certificate,
    Degree,
    DisciplineRecord,
    EthicsRecord,
    Honour,
    Leave,
    Listing,
    TeacherTitle,
    TierHeld,
)
from teacher_growth.people.models.identity import IdentityDocument, IdentitySeal
from teacher_growth.people.models.teacher import Teacher, TeacherProfile
from teacher_growth.people.models.work import PersonnelRelation, Post, Teaching, WorkPlace, at_work_in, of_person

__all__ = [
    "AssessmentYear",
    "Certificate",
    "Degree",
    "DisciplineRecord",
    "EthicsRecord",
    "Honour",
    "IdentityDocument",
    "IdentitySeal",
    "Leave",
    "Listing",
    "PersonnelRelation",
    "Post",
    "Teacher",
    "TeacherProfile",
    "TeacherTitle",
    "Teaching",
    "TierHeld",
    "WorkPlace",
    "at_work_in",
    "of_person",
]
