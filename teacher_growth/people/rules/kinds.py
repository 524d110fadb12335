"""The kinds of facts in a teacher's file and who reads or writes each. Pure."""

from enum import StrEnum

from teacher_growth.access.permissions import Permission


class FactKind(StrEnum):
    PROFILE = "profile"
    RELATION = "relation"
    PLACE = "place"
    POST = "post"
    TITLE = "title"
    DEGREE = "degree"
    LEAVE = "leave"
    ASSESSMENT = "assessment"
    ETHICS = "ethics"
    DISCIPLINE = "discipline"
    TEACHING = "teaching"
    CERTIFICATE = "certificate"
    TIER = "tier"
    LISTING = "listing"
    HONOUR = "honour"


READ = {
    FactKind.ETHICS: Permission.ETHICS_READ,
    FactKind.DISCIPLINE: Permission.DISCIPLINE_READ,
    FactKind.LEAVE: Permission.HEALTH_READ,
}
WRITE = {
    FactKind.ETHICS: Permission.ETHICS_WRITE,
    FactKind.DISCIPLINE: Permission.DISCIPLINE_WRITE,
    FactKind.LEAVE: Permission.HEALTH_WRITE,
}


def reads(kind: FactKind) -> Permission:
    return READ.get(kind, Permission.PEOPLE_READ)


def writes(kind: FactKind) -> Permission:
    return WRITE.get(kind, Permission.PEOPLE_WRITE)
