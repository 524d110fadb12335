from teacher_growth.people.actions.arriving import take_in
from teacher_growth.people.actions.files import (
    create_person,
    create_teacher,
    end_relation,
    record_fact,
    refuse_closing_with_people,
    supersede_fact,
    transfer,
    void_fact,
)
from teacher_growth.people.actions.identity import (
    record_identity,
    reseal_identities,
    reveal_identity,
    supersede_identity,
    void_identity,
)
from teacher_growth.people.actions.opening import (
    MOST_AT_ONCE,
    follow_relations,
    open_teacher_accounts,
    reset_teacher_password,
)

__all__ = [
    "MOST_AT_ONCE",
    "create_person",
    "create_teacher",
    "end_relation",
    "follow_relations",
    "open_teacher_accounts",
    "record_fact",
    "record_identity",
    "refuse_closing_with_people",
    "reseal_identities",
    "reset_teacher_password",
    "reveal_identity",
    "supersede_fact",
    "supersede_identity",
    "take_in",
    "transfer",
    "void_fact",
    "void_identity",
]
