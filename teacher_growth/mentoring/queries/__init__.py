from teacher_growth.mentoring.queries.newcomers import FIRST_DAY, Newcomer, newcomer_facts, unasked, without_mentor
from teacher_growth.mentoring.queries.pairs import (
    WITH_NAMES,
    account_names,
    find,
    mentees_of,
    mentors_of,
    my_pairs,
    pairs,
    pairs_on,
    with_text,
)
from teacher_growth.mentoring.queries.places import found_mentors, has_mentor, mentees_at_once, side_schools, stays_of
from teacher_growth.mentoring.queries.todos import todos, unanswered
from teacher_growth.mentoring.queries.waiting import decided_above, sides_for, waiting, waiting_above

__all__ = [
    "FIRST_DAY",
    "WITH_NAMES",
    "Newcomer",
    "account_names",
    "decided_above",
    "find",
    "found_mentors",
    "has_mentor",
    "mentees_at_once",
    "mentees_of",
    "mentors_of",
    "my_pairs",
    "newcomer_facts",
    "pairs",
    "pairs_on",
    "side_schools",
    "sides_for",
    "stays_of",
    "todos",
    "unanswered",
    "unasked",
    "waiting",
    "waiting_above",
    "with_text",
    "without_mentor",
]
