"""Who may what where: plain data, no database."""

import pytest

from teacher_growth.access.actor import SYSTEM, Actor, Grant
from teacher_growth.access.permissions import Permission as P  # noqa: N817 -- a table of them
from teacher_growth.access.roles import MAY, OWN, Role

PRINCIPAL = Actor(1, grants=(Grant(Role.PRINCIPAL, 5, frozenset({5})),))
COUNTY = Actor(2, grants=(Grant(Role.COUNTY_CLERK, 3, frozenset({3, 5, 6})),))
CITY = Actor(3, grants=(Grant(Role.CITY_CLERK, 1, None),))
TEACHER = Actor(4, teacher_id=7)
NOBODY = Actor(None)


@pytest.mark.parametrize(
    ("actor", "permission", "anywhere", "for_others"),
    [
        (PRINCIPAL, P.PEOPLE_READ, True, True),
        (PRINCIPAL, P.PEOPLE_WRITE, False, False),
        (TEACHER, P.PEOPLE_READ, True, False),
        (TEACHER, P.HEALTH_READ, True, False),
        (TEACHER, P.PEOPLE_WRITE, False, False),
        (NOBODY, P.PEOPLE_READ, False, False),
        (SYSTEM, P.GRANTS_MANAGE, True, True),
    ],
)
def test_may(actor, permission, anywhere, for_others):
    assert (actor.may(permission), actor.may_for_others(permission)) == (anywhere, for_others)


@pytest.mark.parametrize(
    ("actor", "held"),
    [
        (PRINCIPAL, {5}),
        (COUNTY, {3, 5, 6}),
        (CITY, {3, 5, 6, 99}),
        (TEACHER, set()),
        (NOBODY, set()),
        (SYSTEM, {3, 5, 6, 99}),
    ],
)
def test_holds_at(actor, held):
    assert {each for each in (3, 5, 6, 99) if actor.holds_at(P.PEOPLE_READ, each)} == held


def test_a_permission_holds_only_where_its_own_grant_does():
    """Reading in a whole county and writing at one school do not add up to writing in the county."""
    actor = Actor(1, grants=(
        Grant(Role.COUNTY_LEADER, 3, frozenset({3, 5, 6})), Grant(Role.ACADEMIC_OFFICE, 5, frozenset({5})),
    ))  # fmt: skip
    assert actor.organisations(P.PEOPLE_READ) == {3, 5, 6}
    assert actor.organisations(P.PEOPLE_WRITE) == {5}


def test_everywhere_is_of_the_grant_too():
    actor = Actor(1, grants=(Grant(Role.CITY_LEADER, 1, None), Grant(Role.ACADEMIC_OFFICE, 5, frozenset({5}))))
    assert (actor.everywhere(P.PEOPLE_READ), actor.everywhere(P.PEOPLE_WRITE)) == (True, False)
    assert not actor.holds_at(P.PEOPLE_WRITE, 6)


def test_acting_as():
    both = Actor(1, grants=(*PRINCIPAL.grants, *COUNTY.grants))
    assert [each.acting_as for each in (SYSTEM, both, TEACHER)] == ["system", "county_clerk,principal", ""]
    assert len(Actor(1, grants=tuple(Grant(role, 1, None) for role in list(Role)[:14])).acting_as) <= 200


def test_has():
    assert (PRINCIPAL.has(Role.PRINCIPAL, Role.EXPERT), PRINCIPAL.has(Role.EXPERT)) == (True, False)


def test_an_actor_cannot_be_changed():
    with pytest.raises(AttributeError):
        TEACHER.teacher_id = 8


def test_nobody_holds_rights_over_himself_that_need_another():
    decisions = {P.MENTORING_APPROVE, P.TRAINING_VERIFY, P.PEOPLE_WRITE, P.ETHICS_WRITE, P.GRANTS_MANAGE}
    assert decisions & OWN == set()
    assert decisions & MAY[Role.TEACHER] == set()
