"""Everything that can be done to a mentor pair. Each verb asks who acts, narrows to scope, and never commits."""

from teacher_growth.mentoring.actions.approving import Batch, approve_pair, approve_pairs, refuse_pair
from teacher_growth.mentoring.actions.asking import (
    accept_pair,
    decline_pair,
    propose_pair,
    record_acceptance,
    withdraw_pair,
)
from teacher_growth.mentoring.actions.ending import end_pair, end_pairs_of

__all__ = [
    "Batch",
    "accept_pair",
    "approve_pair",
    "approve_pairs",
    "decline_pair",
    "end_pair",
    "end_pairs_of",
    "propose_pair",
    "record_acceptance",
    "refuse_pair",
    "withdraw_pair",
]
