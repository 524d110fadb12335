"""The time between two days: in days, months or years, in working days and school days."""

from fractions import Fraction

import numpy as np

from teacher_growth.policy.rules import calendar
from teacher_growth.policy.rules.columns import Array, Column, Mask, exactly
from teacher_growth.policy.rules.compiling.core import ATTRIBUTES, Compiler, columns, made_of, verb
from teacher_growth.policy.rules.compiling.literals import number
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, one_of
from teacher_growth.policy.rules.durations import rounded
from teacher_growth.policy.rules.frames import Node, Run, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.types import DATE, DURATION, DURATION_BASE, LAST_DAY, Type

UNITS = ("days", "weeks", "months", "years", "years_months_days")
BY_CALENDAR = ("working_days", "school_days")


@verb("time_between")
def time_between(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """From one date to another. `both_days`: the last day counts too, so that 1 to 31 March is a month."""
    fields(at, allowed=("time_between", *ATTRIBUTES))
    spec = at.mapping["time_between"]
    entries = fields(
        spec, allowed=("from", "to", "in", "both_days", "whole", "days_per_month"), needed=("from", "to", "in")
    )
    ends = [compiler.date(entries[name], scope) for name in ("from", "to")]
    if entries["in"].value in BY_CALENDAR:
        both = "both_days" in entries and entries["both_days"].value is True
        return _counted(ends, str(entries["in"].value), first_counted=both)
    how = Counting.read(entries)
    return made_of(how.type, ends, how.between, "time_between")


class Counting:
    """How a length of time is counted."""

    def __init__(self, unit: str, *, both_days: bool, whole: str, days_per_month: int) -> None:
        self.unit, self.both_days, self.whole, self.days_per_month = unit, both_days, whole, days_per_month
        self.stated = True
        """Whether the policy says how many days make a month: else 30 days of one with 31 are no month yet."""
        self.type = DURATION if unit == "years_months_days" else Type("number", unit.removesuffix("s"), floor=None)

    @classmethod
    def read(cls, entries: dict[str, Marked], *, both_days: bool = False) -> "Counting":
        unit = one_of(entries["in"], (*UNITS, *BY_CALENDAR))
        if unit in BY_CALENDAR:
            raise WrongError(
                entries["in"],
                f"lengths of records are not counted in {unit}",
                f"worth: {{{unit}: {{from: from, to: to}}}}",
            )
        if "both_days" in entries:
            if not isinstance(entries["both_days"].value, bool):
                raise WrongError(entries["both_days"], "expected yes or no")
            both_days = entries["both_days"].value
        whole = _whole_way(entries.get("whole"))
        per_month = number(entries["days_per_month"].value) if "days_per_month" in entries else Fraction(30)
        if per_month is None or per_month.denominator != 1 or per_month < 1:
            raise WrongError(entries["days_per_month"], "expected how many days make a month")
        how = cls(unit, both_days=both_days, whole=whole, days_per_month=int(per_month))
        how.stated = "days_per_month" in entries
        return how

    def between(self, start: Column, end: Column) -> Column:
        size = max(len(start), len(end))
        start, end = start.wide(size), end.wide(size)
        none = start.any_none() | end.any_none()
        absent = none if none.any() else None
        low, den = self.length(start.high, end.low)
        if start.exact and end.exact:
            return exactly(low, den, absent)
        high, _den = self.length(start.low, end.high)
        return Column(np.minimum(low, high), np.maximum(low, high), den, absent)

    def length(self, start: Array, end: Array) -> tuple[Array, int]:
        end = end + 1 if self.both_days else end
        if self.unit in ("days", "weeks"):
            per = 7 if self.unit == "weeks" else 1
            return self._whole(end - start, per)
        months, days = (np.asarray(each) for each in calendar.months_between(start, end))
        if self.unit == "years_months_days":
            return months * DURATION_BASE + days, 1
        if self.whole == "no":
            if not self.stated:
                days = np.clip(days, 1 - self.days_per_month, self.days_per_month - 1)
            top = rounded(months, days, "no", self.days_per_month)[0]
            return top, self.days_per_month * (12 if self.unit == "years" else 1)
        if self.unit == "years":
            return self._years(months, days), 1
        return rounded(months, days, self.whole, self.days_per_month), 1  # type: ignore[call-overload]  # `no` went above

    def _years(self, months: Array, days: Array) -> Array:
        years, left = np.sign(months) * (np.abs(months) // 12), np.abs(months) % 12
        more = {"down": 0 * left, "up": (left > 0) | (days != 0), "half_up": left >= 6}[self.whole]
        sign = np.where((months < 0) | (days < 0), -1, 1)
        return np.asarray(years + sign * more)

    def _whole(self, days: Array, per: int) -> tuple[Array, int]:
        if per == 1 or self.whole == "no":
            return days, per
        ways = {"down": days // per, "up": -(-days // per), "half_up": (2 * days + per) // (2 * per)}
        return ways[self.whole], 1


@verb("working_days")
def working_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{from, to}: working days between two dates by the calendars handed in, both days included."""
    return _by_calendar(compiler, at, scope, "working_days")


@verb("school_days")
def school_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    return _by_calendar(compiler, at, scope, "school_days")


def _by_calendar(compiler: Compiler, at: Marked, scope: Scope, unit: str) -> Node:
    entries = fields(at.mapping[unit], allowed=("from", "to", "first_day"), needed=("from", "to"))
    first = entries.get("first_day")
    counted = first is None or first.value in (True, "counted")
    nodes = [compiler.date(entries[name], scope) for name in ("from", "to")]
    return _counted(nodes, unit, first_counted=counted)


def _counted(nodes: list[Node], unit: str, *, first_counted: bool) -> Node:
    place = lowest(nodes)

    def reckon(run: Run) -> Column:
        start, end = columns(run, nodes, place)
        size = max(len(start), len(end))
        start, end = start.wide(size), end.wide(size)
        known = start.known() & end.known() & ~start.any_none() & ~end.any_none()
        low, high = np.where(known, start.low, 1), np.where(known, end.low, 1)
        count = getattr(run.calendars, unit)(low, high, first_counted=first_counted)
        told = known & run.calendars.knows(low, high)
        if unit == "school_days":
            told = told & run.calendars.terms.knows(low, high)
        return if_told(np.asarray(count), np.asarray(told), start.any_none() | end.any_none(), (0, 10**6))

    return Node(Type("number", "day", floor=0), place, reckon, tuple(nodes), unit)


def if_told(values: Array, told: Mask, none: Mask, edges: tuple[int, int]) -> Column:
    absent = none if none.any() else None
    if (told | none).all():
        return exactly(np.where(told, values, 0), 1, absent)
    return Column(np.where(told, values, edges[0]), np.where(told, values, edges[1]), 1, absent)


@verb("add_working_days")
def add_working_days(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{to: DATE, days: N, first_day: counted | not_counted}: the day by which so many working days have passed."""
    entries = fields(at.mapping["add_working_days"], allowed=("to", "days", "first_day"), needed=("to", "days"))
    counted = "first_day" in entries and one_of(entries["first_day"], ("counted", "not_counted")) == "counted"
    nodes = [compiler.date(entries["to"], scope), compiler.number(entries["days"], scope)]
    place = lowest(nodes)

    def reckon(run: Run) -> Column:
        day, many = columns(run, nodes, place)
        size = max(len(day), len(many))
        day, many = day.wide(size), many.wide(size)
        known = day.known() & many.known() & ~day.any_none()
        start = np.where(known, day.low, 1)
        end = np.asarray(
            run.calendars.add_working_days(start, np.where(known, many.low // many.den, 0), first_counted=counted)
        )
        told = known & np.asarray(run.calendars.knows(start, end))
        return if_told(end, told, day.any_none(), (1, LAST_DAY))

    return Node(DATE, place, reckon, tuple(nodes), "add_working_days")


@verb("age")
def age(compiler: Compiler, at: Marked, scope: Scope, _wanted: Type | None) -> Node:
    """{born, on}: completed years."""
    entries = fields(at.mapping["age"], allowed=("born", "on"), needed=("born", "on"))
    nodes = [compiler.date(entries["born"], scope), compiler.date(entries["on"], scope)]
    how = Counting("years", both_days=False, whole="down", days_per_month=30)
    return made_of(Type("number", "year", floor=0), nodes, how.between, "age")


def _whole_way(at: Marked | None) -> str:
    """YAML reads an unquoted `no` as an answer."""
    if at is None:
        return "down"
    return "no" if at.value is False else one_of(at, ("down", "up", "half_up", "no"))
