"""Who may do what: roles and their permissions, as data. Where a role holds is in its grant."""

from enum import StrEnum

from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them


class Role(StrEnum):
    TEACHER = "teacher"
    TRAINING_CLERK = "training_clerk"  # 师训管理员 of a school
    ACADEMIC_OFFICE = "academic_office"  # 教务处
    PRINCIPAL = "principal"  # 校长
    COUNTY_CLERK = "county_clerk"
    COUNTY_LEADER = "county_leader"
    CITY_CLERK = "city_clerk"
    CITY_LEADER = "city_leader"
    RESEARCHER = "researcher"  # 教研员 of a subject
    PROVIDER = "provider"  # 培训机构
    CLASS_ORGANISER = "class_organiser"  # 培训班班主任
    EXPERT = "expert"
    STUDIO_HOST = "studio_host"  # 工作室领衔人
    DISCIPLINE_OFFICER = "discipline_officer"  # 纪检
    INSPECTOR = "inspector"  # 督学: reads, with audit
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_AUDITOR = "security_auditor"


READING = frozenset({
    P.ACHIEVEMENTS_READ, P.DASHBOARD_READ, P.DOCUMENTS_READ, P.MENTORING_READ, P.ORGANISATIONS_READ, P.PEOPLE_READ,
    P.SELF, P.TRAINING_READ,
})  # fmt: skip
BASIC = frozenset({P.SELF, P.ORGANISATIONS_READ})
IDENTITY = frozenset({P.IDENTITY_READ, P.IDENTITY_REVEAL, P.IDENTITY_WRITE})  # of those who keep the files

MAY: dict[Role, frozenset[P]] = {
    Role.TEACHER: BASIC,
    Role.TRAINING_CLERK: READING | {
        P.ACHIEVEMENTS_CHECK, P.DOCUMENTS_ISSUE, P.IMPORTS_USE, P.TRAINING_ENTER, P.TRAINING_VERIFY,
    },
    Role.ACADEMIC_OFFICE: READING | IDENTITY | {
        P.ACCOUNTS_OPEN, P.ACHIEVEMENTS_CHECK, P.HEALTH_READ, P.HEALTH_WRITE, P.IMPORTS_USE, P.MENTORING_PROPOSE,
        P.PEOPLE_WRITE,
    },
    Role.PRINCIPAL: READING | {
        P.ACHIEVEMENTS_CHECK, P.ETHICS_READ, P.HEALTH_READ, P.MENTORING_APPROVE, P.TRAINING_VERIFY,
    },
    Role.COUNTY_CLERK: READING | IDENTITY | {
        P.ACHIEVEMENTS_CHECK, P.IMPORTS_USE, P.MENTORING_APPROVE, P.ORGANISATIONS_WRITE, P.PEOPLE_WRITE,
        P.TRAINING_VERIFY,
    },
    Role.COUNTY_LEADER: READING | {P.ETHICS_READ},
    Role.CITY_CLERK: READING | IDENTITY | {
        P.ACHIEVEMENTS_CHECK, P.IMPORTS_USE, P.MENTORING_APPROVE, P.ORGANISATIONS_WRITE, P.PEOPLE_WRITE,
        P.TRAINING_VERIFY,
    },
    Role.CITY_LEADER: READING | {P.ETHICS_READ},
    Role.RESEARCHER: BASIC,
    Role.PROVIDER: BASIC,
    Role.CLASS_ORGANISER: BASIC,
    Role.EXPERT: BASIC,
    Role.STUDIO_HOST: BASIC,
    Role.DISCIPLINE_OFFICER: BASIC | {
        P.PEOPLE_READ, P.ETHICS_READ, P.ETHICS_WRITE, P.DISCIPLINE_READ, P.DISCIPLINE_WRITE,
    },
    Role.INSPECTOR: READING | {P.AUDIT_READ},
    Role.SYSTEM_ADMINISTRATOR: BASIC | {P.ACCOUNTS_MANAGE, P.ACCOUNTS_OPEN, P.GRANTS_MANAGE},
    Role.SECURITY_AUDITOR: BASIC | {P.AUDIT_READ},
}  # fmt: skip

OWN = frozenset({
    P.ACHIEVEMENTS_READ, P.ACHIEVEMENTS_WRITE, P.DISCIPLINE_READ, P.DOCUMENTS_READ, P.ETHICS_READ, P.HEALTH_READ,
    P.IDENTITY_READ, P.MENTORING_ACCEPT, P.MENTORING_READ, P.PEOPLE_READ, P.TRAINING_LOG, P.TRAINING_READ,
})  # fmt: skip
"""What anyone with a teacher's file may do with rows about themselves."""
