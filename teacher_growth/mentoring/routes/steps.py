"""How far a pair has come: who, when, what they said, who is next and since when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from teacher_growth.i18n import _
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import PairState, Side
from teacher_growth.web.filters import day
from teacher_growth.web.words import word


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, now, refused, ahead
    who: str = ""
    at: datetime | None = None
    said: str | None = None
    since: datetime | None = None


def steps_of(
    pair: MentorPair,
    schools: Mapping[int | None, str],
    accounts: Mapping[int, str],
    above: Collection[Side],
    on_paper: bool,
) -> list[Step]:
    """`accounts`: names of those who acted; `above`: sides the office above decides.

    `on_paper`: the mentor's answer is still to come, and the office records it.
    """
    mentor = _("%(name)s（由教务处凭文件登记）", name=pair.mentor.name) if on_paper else pair.mentor.name
    found = [
        Step(_("教务处提出"), "done", accounts.get(pair.proposed_by_id or 0, _("系统")), pair.proposed_at),
        _answer(pair, _("师傅确认"), mentor, pair.mentor_accepted_at, pair.mentor_document),
        _answer(pair, _("徒弟确认"), pair.mentee.name, pair.mentee_accepted_at),
        *(_approval(pair, side, schools, accounts, side in above) for side in pair.sides),
    ]
    if pair.state in (PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN):
        reached = [step for step in found if step.state == "done"]
        return [*reached, _closed(pair, accounts)]
    return [*found, *_running(pair)]


def _answer(pair: MentorPair, label: str, who: str, at: datetime | None, document: str | None = None) -> Step:
    """`document`: what the person signed, where the office recorded it."""
    if at is not None:
        return Step(label, "done", who, at, said=document and _("教务处依据%(document)s登记", document=document))
    waits = pair.state is PairState.PROPOSED
    return Step(label, "now" if waits else "ahead", who if waits else "", since=pair.proposed_at if waits else None)


def _approval(
    pair: MentorPair, side: Side, schools: Mapping[int | None, str], accounts: Mapping[int, str], above: bool
) -> Step:
    label = _("校长审批") if len(pair.sides) == 1 else _("徒弟方校长审批")
    school, by = pair.organisation_id, pair.approved_by_id
    if side is Side.MENTOR:
        label, school, by = _("师傅方校长审批"), pair.mentor_organisation_id, pair.mentor_side_approved_by_id
    at = pair.approved_on(side)
    if at is not None:
        return Step(label, "done", accounts.get(by or 0, _("系统")), at)
    who = _("教育局（校长本人在其中，或学校没有校长）") if above else _("%(school)s校长", school=schools[school])
    if pair.state is PairState.ACCEPTED:
        return Step(label, "now", who, since=pair.accepted_at)
    return Step(label, "ahead", who)


def _running(pair: MentorPair) -> list[Step]:
    begun = pair.state in (PairState.ACTIVE, PairState.ENDED)
    letter = _("自 %(day)s 起", day=day(pair.letter_date))
    steps = [Step(_("结对生效"), "done" if begun else "ahead", letter)]
    if pair.state is PairState.ENDED:
        who = _("%(day)s 结束", day=day(pair.ended_on))
        said = " · ".join(part for part in (word(pair.end_reason), pair.end_note) if part)
        steps.append(Step(_("结束"), "done", who, said=said))
    return steps


def _closed(pair: MentorPair, accounts: Mapping[int, str]) -> Step:
    labels = {
        PairState.DECLINED: _("本人未接受"), PairState.REFUSED: _("校长未同意"), PairState.WITHDRAWN: _("已撤回"),
    }  # fmt: skip
    who = accounts.get(pair.closed_by_id or 0, _("系统"))
    return Step(labels[pair.state], "refused", who, pair.closed_at, pair.reason or word(pair.end_reason))
