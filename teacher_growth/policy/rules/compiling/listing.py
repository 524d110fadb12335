"""The section `list`: who may be on it, in what order, how many, and the limits it must keep."""

from dataclasses import dataclass, field

from teacher_growth.policy.rules.compiling.core import VERBS, Compiler
from teacher_growth.policy.rules.compiling.scope import Scope, WrongError, fields, items, one_of
from teacher_growth.policy.rules.frames import Node
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.rounding import ROUNDINGS
from teacher_growth.policy.rules.types import NUMBER

LIST_KEYS = (
    "places", "among", "rank", "limits", "outside", "choose", "total", "reserve", "nominate", "must_fill", "label",
    "source", "note",
)  # fmt: skip
LIMIT_KEYS = (
    "per", "who", "keys", "at_least", "at_most", "of", "round", "when", "label", "source", "reading", "note",
)  # fmt: skip
OWN_CODES = ("places", "among")
"""Findings that every list has beside its limits."""
SORTED = ("number", "date", "duration", "code", "yes_no")


@dataclass(frozen=True, slots=True)
class Key:
    """What people are ranked by; a lot is drawn last and leaves nobody equal."""

    node: Node
    highest: bool
    lot: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """`share_of`: chosen, candidates, or a value; None: `node` is a number of people."""

    node: Node
    share_of: "str | Node | None" = None
    way: str | None = None


@dataclass(frozen=True, slots=True)
class ListLimit:
    code: str
    label: Label
    per: tuple[Node, ...] = ()
    keys: tuple[str, ...] | None = None
    """The groups that count even where nobody is in them; None: those that occur."""
    who: Node | None = None
    least: Edge | None = None
    most: Edge | None = None
    when: Node | None = None
    source: Marked | None = None
    reading: Marked | None = None


@dataclass(eq=False)
class ListPlan:
    """`among` None: those whose outcome is met. `total`: the greatest sum of it goes before rank."""

    places: Node
    label: Label
    source: Marked | None = None
    among: Node | None = None
    rank: list[Key] = field(default_factory=list)
    limits: list[ListLimit] = field(default_factory=list)
    outside: Node | None = None
    outside_most: Node | None = None
    total: Node | None = None
    lowest_total: bool = False
    reserve: Node | None = None
    times: Node | None = None
    times_way: str = "down"
    must_fill: bool = False


def list_plan(compiler: Compiler, at: Marked, outcomes: list[str] | None = None) -> ListPlan:
    """`outcomes`: the codes that the policy declares, if it does."""
    entries = fields(at, allowed=LIST_KEYS)
    scope = Scope(compiler.root, owner="list")
    places = _same_for_all(compiler, entries.get("places"), scope) or compiler.find(at, "list.places", scope)
    if places is None:
        raise WrongError(at, "“places” is missing", "add “places: list.places”")
    plan = ListPlan(places, label_from(entries.get("label"), "list", []), entries.get("source"))
    if "among" in entries:
        plan.among = compiler.condition(entries["among"], scope)
    elif outcomes is not None and "met" not in outcomes:
        raise WrongError(at, "say who may be on the list: no outcome is called met", "among: CONDITION")
    if "rank" in entries:
        plan.rank = _rank(compiler, entries["rank"], scope)
    for code, item in fields(entries["limits"]).items() if "limits" in entries else ():
        plan.limits.append(_limit(compiler, code, item, scope))
    plan.reserve = _same_for_all(compiler, entries.get("reserve"), scope)
    plan.must_fill = bool(entries["must_fill"].value) if "must_fill" in entries else False
    _outside(compiler, plan, entries.get("outside"), scope)
    _nominate(compiler, plan, entries.get("nominate"), scope)
    _choose(compiler, plan, entries, scope)
    return plan


def _same_for_all(compiler: Compiler, at: Marked | None, scope: Scope) -> Node | None:
    if at is None:
        return None
    node = compiler.number(at, scope)
    if node.place is not None:
        raise WrongError(at, "this must be the same for the whole list, not differ from person to person")
    return node


def _rank(compiler: Compiler, at: Marked, scope: Scope) -> list[Key]:
    found: list[Key] = []
    for item in items(at):
        if found and found[-1].lot:
            raise WrongError(item, "nothing comes after the lot")
        entries = fields(item, allowed=("by", "order", "lot", "label", "source"))
        if "lot" in entries:
            found.append(Key(_sorted(compiler, entries["lot"], scope), highest=False, lot=True))
            continue
        fields(item, needed=("by", "order"))
        order = one_of(entries["order"], ("highest", "lowest"))
        found.append(Key(_sorted(compiler, entries["by"], scope), order == "highest"))
    return found


def _sorted(compiler: Compiler, at: Marked, scope: Scope) -> Node:
    if isinstance(at.value, dict) and "value" not in at.value and _is_condition(at):
        return compiler.condition(at, scope)
    node = compiler.value(at, scope)
    if node.type.kind not in SORTED:
        raise WrongError(at, f"nobody can be ranked by a {node.type.kind}")
    return node


def _is_condition(at: Marked) -> bool:
    """A mapping without a verb: people for whom it holds go before the others, or after."""
    return not any(key in VERBS for key in at.mapping)


def _limit(compiler: Compiler, code: str, at: Marked, scope: Scope) -> ListLimit:
    entries = fields(at, allowed=LIMIT_KEYS)
    if code in OWN_CODES:
        raise WrongError(at, f"“{code}” is the list's own code", "give the limit another one")
    if not {"per", "who"} & set(entries):
        raise WrongError(at, "a limit says whom it is about: per: FIELD, who: CONDITION, or both")
    if not {"at_least", "at_most"} & set(entries):
        raise WrongError(at, "a limit has at_least, at_most or both")
    listed = entries["per"].items or [entries["per"]] if "per" in entries else []
    return ListLimit(
        code,
        label_from(entries.get("label"), code, []),
        tuple(_sorted(compiler, each, scope) for each in listed),
        tuple(each.text for each in items(entries["keys"])) if "keys" in entries else None,
        compiler.condition(entries["who"], scope) if "who" in entries else None,
        _edge(compiler, entries, "at_least", scope),
        _edge(compiler, entries, "at_most", scope),
        compiler.condition(entries["when"], scope) if "when" in entries else None,
        entries.get("source"),
        entries.get("reading"),
    )


def _edge(compiler: Compiler, entries: dict[str, Marked], name: str, scope: Scope) -> Edge | None:
    """A number, or a share: {share: 20 %, of: chosen, round: down}; `20 %` alone is a share of the chosen."""
    at = entries.get(name)
    if at is None:
        return None
    said = dict(at.mapping) if "share" in at.mapping else {}
    if said:
        fields(at, allowed=("share", "of", "round"))
    of, way = said.get("of", entries.get("of")), said.get("round", entries.get("round"))
    rounding = one_of(way, ROUNDINGS) if way is not None else None
    node = compiler.number(said.get("share", at), scope)
    if node.place is not None and "per" not in entries:
        raise WrongError(at, "this must be the same for the whole list", "it may differ only between the groups of per")
    if not said and of is None and "%" not in at.text:
        return Edge(node, None, rounding)
    if of is None or of.value == "chosen":
        return Edge(node, "chosen", rounding)
    return Edge(node, of.text if of.value in ("places", "candidates") else compiler.number(of, scope), rounding)


def _outside(compiler: Compiler, plan: ListPlan, at: Marked | None, scope: Scope) -> None:
    """People who are on the list without taking a place: a condition, or {who, at_most}."""
    if at is None:
        return
    if "who" in at.mapping:
        entries = fields(at, allowed=("who", "at_most", "label", "source"))
        plan.outside = compiler.condition(entries["who"], scope)
        plan.outside_most = _same_for_all(compiler, entries.get("at_most"), scope)
    else:
        plan.outside = compiler.condition(at, scope)


def _nominate(compiler: Compiler, plan: ListPlan, at: Marked | None, scope: Scope) -> None:
    """So many times the places are nominated: 1.5, or {times: 1.5, round: up}."""
    if at is None:
        return
    entries = fields(at, allowed=("times", "round"), needed=("times",)) if at.mapping else {"times": at}
    plan.times = _same_for_all(compiler, entries["times"], scope)
    if "round" in entries:
        plan.times_way = one_of(entries["round"], ROUNDINGS)


def _choose(compiler: Compiler, plan: ListPlan, entries: dict[str, Marked], scope: Scope) -> None:
    how = one_of(entries["choose"], ("rank", "total")) if "choose" in entries else "rank"
    if how == "rank":
        return
    if "total" in entries:
        plan.total = compiler.number(entries["total"], scope)
    elif plan.rank and plan.rank[0].node.type == NUMBER or plan.rank and plan.rank[0].node.type.kind == "number":
        plan.total, plan.lowest_total = plan.rank[0].node, not plan.rank[0].highest
    else:
        raise WrongError(entries["choose"], "say what the total is of", "total: VALUE")
