"""Who acts: plain data, no database. Built once a request by `accounts`, or by a command."""

from dataclasses import dataclass

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import MAY, OWN, Role
from teacher_growth.database import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at an organisation. `organisation_ids`: that one and all below it; None means everywhere."""

    role: Role
    organisation_id: int
    organisation_ids: frozenset[int] | None

    def gives(self, permission: Permission) -> bool:
        return permission in MAY[self.role]


@dataclass(frozen=True, slots=True)
class Actor:
    user_id: int | None
    teacher_id: int | None = None
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    session_id: int | None = None
    address: str | None = None

    def may(self, permission: Permission) -> bool:
        """Could this actor hold the permission anywhere, if only over rows about itself?"""
        return self.is_system or self.may_for_others(permission) or self.may_for_itself(permission)

    def may_for_others(self, permission: Permission) -> bool:
        return self.is_system or any(grant.gives(permission) for grant in self.grants)

    def may_for_itself(self, permission: Permission) -> bool:
        return self.teacher_id is not None and permission in OWN

    def everywhere(self, permission: Permission) -> bool:
        return self.is_system or any(grant.organisation_ids is None for grant in self.grants if grant.gives(permission))

    def organisations(self, permission: Permission) -> frozenset[int]:
        """The organisations at which the permission is held; ask `everywhere` first."""
        sets = [grant.organisation_ids or frozenset() for grant in self.grants if grant.gives(permission)]
        return frozenset().union(*sets)

    def holds_at(self, permission: Permission, organisation_id: int) -> bool:
        """False for a number that no organisation can have, whoever asks."""
        if self.everywhere(permission):
            return 0 < organisation_id <= LARGEST_ID
        return organisation_id in self.organisations(permission)

    def holds_above(self, permission: Permission, organisation_id: int) -> bool:
        """Held at an organisation above that one: what a school's own people may not decide."""
        return self.is_system or any(
            grant.gives(permission)
            and grant.organisation_id != organisation_id
            and (grant.organisation_ids is None or organisation_id in grant.organisation_ids)
            for grant in self.grants
        )

    def has(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    @property
    def acting_as(self) -> str:
        """The roles, for the audit trail."""
        return "system" if self.is_system else ",".join(sorted({grant.role for grant in self.grants}))


SYSTEM = Actor(user_id=None, is_system=True)
"""Commands and background work. What it does is audited as such."""
