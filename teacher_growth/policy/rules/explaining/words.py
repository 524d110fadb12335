"""What is said, in both languages, without a catalogue: the engine's own few sentences."""

from fractions import Fraction
from typing import Any

from teacher_growth.policy.rules.durations import format_date, format_duration
from teacher_growth.policy.rules.frames import Run
from teacher_growth.policy.rules.reading.exact import written
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.types import DURATION_BASE, Type

UNITS = {
    "hour": ("学时", "hours"), "credit": ("学分", "credits"), "point": ("分", "points"), "year": ("年", "years"),
    "month": ("个月", "months"), "day": ("天", "days"), "week": ("周", "weeks"), "record": ("项", "records"),
    "lesson": ("节", "lessons"), "person": ("人", "people"), "paper": ("篇", "papers"), "term": ("学期", "terms"),
    "time": ("次", "times"), "step": ("级", "steps"), "yuan": ("元", "yuan"), "school": ("所学校", "schools"),
    "member": ("名成员", "members"), "place": ("个名额", "places"),
}  # fmt: skip
COUNTABLE = frozenset({"record", "lesson", "person", "paper", "time", "school", "member", "place", "step", "term"})
"""Units that come whole: a shortfall of them is rounded up."""

STEPS = {
    "keep": ("不在计算范围内", "not among what counts here"),
    "drop": ("按规定不计", "left out by the rule"),
    "void": ("按规定无效", "void by the rule"),
    "cap": ("超过上限", "over the cap"),
    "best": ("只计最高的几项", "only the best count"),
    "latest": ("只计最近的几项", "only the latest count"),
    "first": ("只计最早的几项", "only the first count"),
    "nth": ("只计其中一项", "only one of them counts"),
    "same": ("与另一项重复", "the same as another"),
    "void_below": ("所在组未达最低要求", "its group is below the minimum"),
    "drop_highest": ("去掉的最高分", "highest dropped"),
    "drop_lowest": ("去掉的最低分", "lowest dropped"),
    "clip": ("不在时间范围内", "outside the period"),
    "once": ("时间重叠，只计一次", "days counted already"),
}  # fmt: skip


def why(step: Any) -> dict[str, str]:
    """Why a step took a record or part of it."""
    if step.why is not None:
        label = label_from(step.why, step.name, [])
        return {"zh": label.zh, "en": label.en}
    zh, en = STEPS.get(step.verb, (step.verb, step.verb))
    if step.verb == "cap" and isinstance(step.said, int | Fraction) and not isinstance(step.said, bool):
        figure = written(Fraction(step.said))
        return {"zh": f"{zh} {figure}", "en": f"{en} of {figure}"}
    return {"zh": zh, "en": en}


def shown(value: Fraction | None, type_: Type, run: Run) -> Any:
    """A value as an answer gives it: numbers stay exact, codes and dates become text."""
    if value is None:
        return None
    if type_.kind == "date":
        return format_date(int(value))
    if type_.kind == "duration":
        return format_duration(*divmod(int(value), DURATION_BASE))
    if type_.kind == "yes_no":
        return bool(value)
    if type_.kind == "code" and type_.codes is not None:
        return run.source.words[int(value)] if type_.codes.open else type_.codes.codes[int(value)]
    return value


def unit_words(unit: str | None) -> tuple[str, str]:
    return UNITS.get(unit or "", (unit or "", unit or ""))


def requirement(
    label: Label, op: str | None, shortfall: Fraction | None, unit: str | None, due: str | None, *, dated: bool = False
) -> dict[str, str]:
    """One line of what is still missing; `dated` where two dates are compared."""
    zh, en = unit_words(unit)
    figure = "" if shortfall is None else written(shortfall)
    if due is not None:
        return {"zh": f"{label.zh}：到 {due} 满足", "en": f"{label.en}: met from {due}"}
    if shortfall is None:
        return {"zh": f"{label.zh}：尚未满足", "en": f"{label.en}: not met yet"}
    if op in ("at_most", "less_than"):
        words = ("晚", "late") if dated else ("超出", "too many")
        return {"zh": f"{label.zh}：{words[0]} {figure} {zh}", "en": f"{label.en}: {figure} {en} {words[1]}"}
    return {
        "zh": f"{label.zh}：还差 {figure} {zh}".rstrip(),
        "en": f"{label.en}: {figure} {en} missing".replace("  ", " "),
    }


OWN_LIMITS = {"places": Label("名额", "Places"), "among": Label("入选资格", "May be on the list")}
LIST_PROBLEMS = {
    "equal": ("顺序不能完全确定：{0} 各项排序依据都相同", "the order is not total: {0} are equal in every key"),
    "places": ("名额不是整数：{0}", "the places are no whole number: {0}"),
    "differs": ("限额“{0}”在同一组内取值不一", "the limit “{0}” has several values within one group"),
    "entangled": ("限额相互牵连过多，未能算出名单", "the limits are too entangled: the search for a list was given up"),
}


def list_problem(code: str, values: tuple[str, ...]) -> dict[str, str]:
    """What keeps a list from being told."""
    zh, en = LIST_PROBLEMS[code]
    return {"zh": zh.format("、".join(values)), "en": en.format(", ".join(values))}
