from teacher_growth.claims.rules import COUNTED, LIVING, NEXT, OPEN, ClaimState, can_become

S = ClaimState


def test_states_move_only_along_the_table():
    allowed = {(now, then) for now in S for then in S if can_become(now, then)}
    assert allowed == {
        (S.SUBMITTED, S.VERIFIED), (S.SUBMITTED, S.RETURNED), (S.SUBMITTED, S.WITHDRAWN),
        (S.RETURNED, S.SUPERSEDED), (S.RETURNED, S.WITHDRAWN),
        (S.VERIFIED, S.SUPERSEDED), (S.VERIFIED, S.RETURNED),
    }  # fmt: skip


def test_nothing_leads_out_of_the_end():
    assert set(S) - set(NEXT) == {S.SUPERSEDED, S.WITHDRAWN} == set(S) - LIVING


def test_only_what_is_verified_counts():
    assert ({S.VERIFIED}, {S.SUBMITTED, S.RETURNED}) == (COUNTED, OPEN)
