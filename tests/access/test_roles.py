"""The table of roles, written out where a mistake would hurt."""

from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.access.roles import MAY, Role


def holders(permission):
    return {role for role in Role if permission in MAY[role]}


def test_delicate_permissions_are_held_by_few():
    assert {permission: holders(permission) for permission in (
        P.DISCIPLINE_READ, P.DISCIPLINE_WRITE, P.ETHICS_READ, P.ETHICS_WRITE, P.HEALTH_READ, P.AUDIT_READ,
        P.GRANTS_MANAGE, P.ACCOUNTS_MANAGE,
    )} == {
        P.DISCIPLINE_READ: {Role.DISCIPLINE_OFFICER},
        P.DISCIPLINE_WRITE: {Role.DISCIPLINE_OFFICER},
        P.ETHICS_READ: {Role.PRINCIPAL, Role.COUNTY_LEADER, Role.CITY_LEADER, Role.DISCIPLINE_OFFICER},
        P.ETHICS_WRITE: {Role.DISCIPLINE_OFFICER},
        P.HEALTH_READ: {Role.ACADEMIC_OFFICE, Role.PRINCIPAL},
        P.AUDIT_READ: {Role.INSPECTOR, Role.SECURITY_AUDITOR},
        P.GRANTS_MANAGE: {Role.SYSTEM_ADMINISTRATOR},
        P.ACCOUNTS_MANAGE: {Role.SYSTEM_ADMINISTRATOR},
    }  # fmt: skip


def test_the_administrators_are_three():
    """三员: who gives rights neither reads files nor the trail of what was done with them."""
    administrator, auditor = MAY[Role.SYSTEM_ADMINISTRATOR], MAY[Role.SECURITY_AUDITOR]
    assert administrator & auditor == {P.SELF, P.ORGANISATIONS_READ}
    assert {P.PEOPLE_READ, P.AUDIT_READ} & administrator == set()
    assert {P.PEOPLE_READ, P.GRANTS_MANAGE, P.ACCOUNTS_MANAGE} & auditor == set()


def test_who_proposes_does_not_approve():
    assert holders(P.MENTORING_PROPOSE) & holders(P.MENTORING_APPROVE) == set()


def test_an_inspector_only_reads():
    assert {each for each in MAY[Role.INSPECTOR] if not each.endswith((":read", ":use"))} == set()
