"""Accounts of people with a file, opened by their own school or by whoever manages accounts above it."""

from collections.abc import Mapping, Sequence

from teacher_growth.access.actor import Actor
from teacher_growth.accounts.actions import move_accounts, open_accounts, reset_password_of_teacher
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.rules import TeacherAccount
from teacher_growth.audit.rules import Event
from teacher_growth.errors import Refused
from teacher_growth.people import queries
from teacher_growth.people.models import PersonnelRelation

MOST_AT_ONCE = 100  # each password takes a while to hash, by design


def open_teacher_accounts(hashes: Mapping[int, str], *, actor: Actor) -> list[Account]:
    """For all of these or for none: teacher's id → hash of the first password, made before the transaction began."""
    if len(hashes) > MOST_AT_ONCE:
        raise Refused("accounts_too_many", most=MOST_AT_ONCE)
    found = queries.all_of(queries.without_account(actor), hashes)
    homes = queries.homes_of(actor, hashes)
    return open_accounts(
        [TeacherAccount(each.id, each.staff_number, each.name, homes[each.id].id, hashes[each.id]) for each in found],
        actor=actor,
    )


def follow_relations(facts: Sequence[PersonnelRelation], /, *, actor: Actor, caused_by: Event) -> None:
    """The answer to a changed personnel relation: the account goes where its owner belongs from now on."""
    move_accounts(queries.strayed_accounts({each.teacher_id for each in facts}), actor=actor, caused_by=caused_by)


def reset_teacher_password(teacher_id: int, *, actor: Actor, seed: bytes = b"") -> str:
    """A first password anew, for somebody who forgot his; nobody resets his own."""
    queries.all_of(queries.staff(actor), [teacher_id])
    return reset_password_of_teacher(teacher_id, actor=actor, seed=seed)
