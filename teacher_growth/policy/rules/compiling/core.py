"""The compiler: names, values and conditions of one policy, each compiled once for each place it is used at."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from teacher_growth.policy.rules.compiling.hints import unknown_name
from teacher_growth.policy.rules.compiling.literals import literal, not_a_code
from teacher_growth.policy.rules.compiling.scope import Scope, UnknownNameError, WrongError, fields
from teacher_growth.policy.rules.frames import Node, Place, Run, Sets, lowest
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.truth import Truth, as_column, as_truth
from teacher_growth.policy.rules.types import DATE, YES_NO, Codes, Type

Verb = Callable[["Compiler", Marked, Scope, Type | None], Node]
VERBS: dict[str, Verb] = {}
"""By the key a mapping has: what kind of value it is."""
ATTRIBUTES = frozenset({"label", "unit", "source", "reading", "note", "may_change"})
"""Keys any value may have beside its verb."""
ALONE = (
    "add", "subtract", "multiply", "divide", "smallest_of", "largest_of", "age", "working_days", "school_days",
    "add_working_days", "part_of", "step", "position", "year_of", "month_of", "day_of", "first_day_of", "last_day_of",
    "period_number",
)  # fmt: skip
"""Verbs that say all inside; beside them nothing else may stand."""


def verb(*names: str) -> Callable[[Verb], Verb]:
    def register(function: Verb) -> Verb:
        VERBS.update(dict.fromkeys(names, function))
        return function

    return register


@dataclass(eq=False)
class Compiler:
    root: Place
    codes: dict[str, Codes]
    sections: dict[str, dict[str, Marked]]
    """The file's sections with named entries: parameters, tables, periods, values, rules."""
    list_facts: dict[str, Type] = field(default_factory=dict)
    made: dict[tuple[str, str, Place | Node], Any] = field(default_factory=dict)
    busy: list[str] = field(default_factory=list)
    """What is being compiled: a value made of itself shows here."""
    rule: Callable[[str, Scope], Node] | None = None
    """Gives the answer of a rule by its code; set by whoever compiles the rules."""
    problems: list[WrongError] = field(default_factory=list)

    def value(self, at: Marked, scope: Scope, wanted: Type | None = None) -> Node:
        """A literal, a name, or a mapping with one verb."""
        if isinstance(at.value, dict):
            return self._verb(at, scope, wanted)
        if isinstance(at.value, list):
            raise WrongError(at, "expected one value, not a list", "several conditions: all: [ … ] or any: [ … ]")
        if at.value is None:
            raise WrongError(at, "expected a value")
        if isinstance(at.value, str) and (found := self._named(at, at.value, scope, wanted)):
            return found
        if node := literal(at, wanted):
            return node
        if wanted is not None and wanted.codes is not None:
            raise not_a_code(at, wanted.codes)
        raise unknown_name(self, at, str(at.value), scope)

    def number(self, at: Marked, scope: Scope, kinds: tuple[str, ...] = ("number",)) -> Node:
        node = self.value(at, scope)
        if node.type.kind not in kinds:
            raise WrongError(at, f"expected a {' or '.join(kinds)}, this is a {node.type.kind.replace('_', '/')}")
        return node

    def date(self, at: Marked, scope: Scope) -> Node:
        node = self.value(at, scope, DATE)
        if node.type.kind != "date":
            raise WrongError(at, "expected a date", "YYYY-MM-DD, or the name of a date")
        return node

    def _verb(self, at: Marked, scope: Scope, wanted: Type | None) -> Node:
        entries = at.mapping
        found = [key for key in entries if key in VERBS]
        if not found:
            keys = [key for key in entries if key not in ATTRIBUTES] or list(entries)
            raise WrongError(at, f"no verb among {', '.join(keys)}", nearest(keys[0], list(VERBS)) if keys else None)
        if "round" in found and entries["round"].mapping.keys() & {"to", "way"}:
            return self._verb(_rounded(at), scope, wanted)
        if found[0] in (*ALONE, "choose", "default"):
            fields(at, allowed=(found[0], *(("of",) if found[0] not in ALONE else ()), *ATTRIBUTES))
        node = VERBS[found[0]](self, at, scope, self.codes_meant(entries) or wanted)
        return self.described(node, entries)

    def codes_meant(self, entries: dict[str, Marked]) -> Type | None:
        """`of: ranks` beside a value, a table or a parameter: the set or scale whose codes it gives."""
        at = entries.get("of")
        if at is None or not isinstance(at.value, str):
            return None
        if at.value not in self.codes:
            raise WrongError(at, f"“{at.value}” is no code set and no scale", nearest(at.value, list(self.codes)))
        return Type("code", codes=self.codes[at.value])

    def described(self, node: Node, entries: dict[str, Marked]) -> Node:
        unit = entries.get("unit")
        if unit is None or node.type.unit == unit.value:
            return node
        return replace(
            node,
            type=node.type.with_unit(str(unit.value)),
            compute=lambda run: run.of(node),
            parts=(node,),
            role="renamed",
        )

    def names(self, scope: Scope) -> list[str]:
        sections = [
            name for section in ("values", "parameters", "periods", "tables") for name in self.sections.get(section, {})
        ]
        return [*scope.names(), *sections, *(f"list.{name}" for name in self.list_facts)]

    def _named(self, at: Marked, name: str, scope: Scope, wanted: Type | None) -> Node | None:
        is_code = (
            wanted is not None
            and wanted.kind == "code"
            and wanted.codes is not None
            and not wanted.codes.open
            and name in wanted.codes.codes
        )
        try:
            node = self.find(at, name, scope)
        except WrongError:
            if is_code:  # such as a value called after the code that it is about
                return None
            raise
        if node is not None and is_code:
            if node.type.kind == "code" and node.type.codes == wanted.codes:  # type: ignore[union-attr]  # is_code says it is there
                raise WrongError(at, f"“{name}” is both a name and a code of {wanted.codes.name}", "rename one")  # type: ignore[union-attr]  # the same
            return None
        return node

    def find(self, at: Marked, name: str, scope: Scope) -> Node | None:
        """What a name stands for at that place; None if nothing."""
        if name == "amount" and scope.amount is not None:
            return scope.amount
        if name in scope.marks:
            return scope.marks[name]
        found = scope.find(name)
        outer = scope.marked(name) if found is None or found[0] is not scope.place else None
        if outer is not None:
            return outer
        if found is not None:
            return self.field(*found)
        for section in ("values", "parameters"):
            if name in self.sections.get(section, {}):
                return self.named(section, name, at, scope)
        if name.startswith("list.") and name[5:] in self.list_facts:
            return self._list_fact(name[5:])
        return None

    def field(self, place: Place, name: str) -> Node:
        key = ("field", name, place)
        if key not in self.made:
            type_ = place.fields[name]
            role = "fact" if place is self.root else "field"
            self.made[key] = Node(type_, place, lambda run: run.frame(place).of(name), role=role, name=name)
        return self.made[key]  # type: ignore[no-any-return]  # the one thing this key holds

    def _list_fact(self, name: str) -> Node:
        key = ("list", name, self.root)
        if key not in self.made:
            self.made[key] = Node(
                self.list_facts[name], None, lambda run: run.source.list_fact(name), role="fact", name=f"list.{name}"
            )
        return self.made[key]  # type: ignore[no-any-return]  # the one thing this key holds

    def named(self, section: str, name: str, at: Marked, scope: Scope) -> Node:
        """A named value or parameter: for the subject if it can be told there, else for the place where it is used."""
        places = [self.root] if scope.place is self.root else [self.root, scope.place]
        for place in places:
            key = (section, name, place)
            if key not in self.made:
                self.made[key] = self._try(section, name, at, scope if place is scope.place else Scope(self.root))
            found = self.made[key]
            if isinstance(found, Node):
                return found
            if not isinstance(found, UnknownNameError) or place is places[-1]:
                raise found
        raise AssertionError("unreachable")

    def _try(self, section: str, name: str, at: Marked, scope: Scope) -> "Node | WrongError":
        what = f"{section}.{name}"
        if what in self.busy:
            circle = " → ".join([*self.busy[self.busy.index(what) :], what])
            raise WrongError(at, f"“{name}” is made of itself: {circle}")
        self.busy.append(what)
        inner = Scope(scope.place, amount=None, owner=name)
        try:
            return self._labelled(section, name, inner)
        except WrongError as wrong:
            return wrong
        finally:
            self.busy.pop()
            scope.used.update(inner.used)

    def _labelled(self, section: str, name: str, scope: Scope) -> Node:
        entry = self.sections[section][name]
        node = HOOKS["parameter"](self, entry, scope, None) if section == "parameters" else self.value(entry, scope)
        role = "parameter" if section == "parameters" else "value"
        return Node(node.type, node.place, lambda run: run.of(node), (node,), role, name, node.about)

    def condition(self, at: Marked, scope: Scope) -> Node:
        return HOOKS["condition"](self, at, scope, None)

    def records(self, at: Marked, scope: Scope) -> Node:
        """A kind of records, a named record value, or {from: …, steps: […]}."""
        return HOOKS["records"](self, at, scope, None)

    def truth(self, node: Node) -> Node:
        """A yes/no value as the answer of a condition."""
        if node.type.kind != "yes_no":
            raise AssertionError(node.type)
        return Node(YES_NO, node.place, lambda run: _as_truth(run.of(node)), (node,), "is", node.name)


def _rounded(at: Marked) -> Marked:
    """`round: {to, way}` beside another verb, written as what it means: the rounding of that value."""
    inner = replace(at, value={key: item for key, item in at.mapping.items() if key not in ("round", "unit")})
    told = {key: item for key, item in at.mapping.items() if key == "unit"}
    return replace(at, value={"round": inner, **at.mapping["round"].mapping, **told})


HOOKS: dict[str, Verb] = {}
"""How parameters, conditions and records are compiled: the modules that know stand above this one and register here."""


def _as_truth(value: Any) -> Truth:
    return value if isinstance(value, Truth) else as_truth(value)


def columns(run: Run, nodes: "tuple[Node, ...] | list[Node]", place: Place | None) -> list[Any]:
    """The values of the nodes, lifted to one place; conditions as columns."""
    found = [run.at(node, place) for node in nodes]
    return [as_column(each) if isinstance(each, Truth) else each for each in found]


def made_of(
    type_: Type, nodes: "list[Node]", reckon: Callable[..., Any], role: str = "reckoned", about: Any = None
) -> Node:
    """A node that reckons its column from those of its parts, row by row of their deepest place."""
    place = lowest(nodes)
    return Node(type_, place, lambda run: reckon(*columns(run, nodes, place)), tuple(nodes), role, about=about)


__all__ = ["Compiler", "Sets", "columns", "made_of", "verb"]
