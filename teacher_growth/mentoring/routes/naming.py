"""The places of pairs in words: a mentor without a posting here has none."""

from collections.abc import Iterable

from teacher_growth.i18n import _
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.people.queries import organisation_names


def place_names(pairs: Iterable[MentorPair]) -> dict[int | None, str]:
    ids = {school for pair in pairs for school in (pair.organisation_id, pair.mentor_organisation_id)}
    return {None: _("外聘"), **organisation_names(each for each in ids if each is not None)}
