"""A rule as compiled: what it asks, of whom, and its result as a node."""

from collections.abc import Callable
from dataclasses import dataclass, field

from teacher_growth.policy.rules import status as st
from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Column
from teacher_growth.policy.rules.compiling.comparing import Comparison
from teacher_growth.policy.rules.compiling.repeating import Repeated
from teacher_growth.policy.rules.frames import Node, Place, Run, lowest
from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import YES_NO

MODES = ("all", "any", "none")
RULE_KEYS = (
    "label",
    "source",
    "from",
    "to",
    "when",
    "except",
    "need",
    *MODES,
    "at_least",
    "of",
    "for_each",
    "checklist",
    "pass",
    "kind",
    "waived",
    "excused",
    "open_until",
    "grace",
    "until",
    "bar",
    "reading",
    "unit",
    "note",
)
KINDS = ("rule", "duty", "advice", "bar")


@dataclass(frozen=True, slots=True)
class Exempt:
    when: Node
    label: Label | None


@dataclass(eq=False)
class Rule:
    """One node of the tree of rules. `status` is a node whose value is a Status over `place`'s rows."""

    code: str
    label: Label
    at: Marked
    kind: str
    mode: str
    """need, all, any, none, at_least, or each (repeated)."""
    status: Node
    need: Node | None = None
    parts: "list[Rule]" = field(default_factory=list)
    count: int = 0
    when: Node | None = None
    exempt: list[Exempt] = field(default_factory=list)
    open_until: Node | None = None
    until: Node | None = None
    waived: Node | None = None
    excused: Node | None = None
    repeated: Repeated | None = None
    source: Marked | None = None
    reading: Marked | None = None
    unit: str | None = None

    @property
    def comparison(self) -> Comparison | None:
        return self.need.about if self.need is not None and isinstance(self.need.about, Comparison) else None

    @property
    def has_alternatives(self) -> bool:
        """Whether some of its parts are enough: then one of them is the nearest, and it has no shortfall of its own."""
        if self.repeated is not None:
            return self.repeated.how in ("any", "at_least")
        return self.mode in ("any", "at_least")

    def all_codes(self) -> list[str]:
        return [self.code, *(code for part in self.parts for code in part.all_codes())]


def negation(node: Node) -> Node:
    return Node(YES_NO, node.place, lambda run: t.opposite(run.of(node)), (node,), "not")


def by_day(day: Node, edge: Node, reckon: Callable[[Column, Column], Truth]) -> Node:
    place = lowest([day, edge])
    return Node(YES_NO, place, lambda run: reckon(run.at(day, place), run.at(edge, place)), (day, edge), "compare")


def narrowed(status: Node, *applies: Node) -> Node:
    place = lowest([status, *applies])

    def reckon(run: Run) -> Status:
        return st.applied(run.at(status, place), t.all_of([run.at(each, place) for each in applies]))

    return Node(YES_NO, place, reckon, (status, *applies), "rule", status.name)


def opened(status: Node, until: Node, as_of: Node) -> Node:
    still = by_day(until, as_of, t.at_least)
    place: Place | None = lowest([status, still])
    return Node(
        YES_NO,
        place,
        lambda run: st.before(run.at(status, place), run.at(still, place)),
        (status, still),
        "rule",
        status.name,
    )
