"""The verbs of a file for thousands of people at once: the same rules and permissions as one by one.

They write no entry of their own: whoever calls them records one for the whole. They return what they did.
"""

from teacher_growth.people.actions.bulk.asking import Asked, asked
from teacher_growth.people.actions.bulk.moving import Leaver, Mover, leave_people, transfer_people
from teacher_growth.people.actions.bulk.opening import NewPerson, create_people, person_faults
from teacher_growth.people.actions.bulk.recording import correct_facts, record_facts
from teacher_growth.people.actions.bulk.undoing import take_back

__all__ = [
    "Asked", "Leaver", "Mover", "NewPerson", "asked", "correct_facts", "create_people", "leave_people", "person_faults",
    "record_facts", "take_back", "transfer_people",
]  # fmt: skip
