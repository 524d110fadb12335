"""Rules: requirements, what they apply to, their alternatives and repetitions, each with its result in every row."""

from dataclasses import replace

from teacher_growth.policy.rules import status as st
from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.compiling.checklist import checklist
from teacher_growth.policy.rules.compiling.conditions import condition
from teacher_growth.policy.rules.compiling.core import Compiler
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.repeating import repeated, repeated_status
from teacher_growth.policy.rules.compiling.rule import (
    KINDS,
    MODES,
    RULE_KEYS,
    Exempt,
    Rule,
    by_day,
    narrowed,
    negation,
    opened,
)
from teacher_growth.policy.rules.compiling.scope import (
    Fields,
    Scope,
    UnknownNameError,
    WrongError,
    fields,
    items,
    one_of,
)
from teacher_growth.policy.rules.frames import Node, Place, Run, lowest
from teacher_growth.policy.rules.reading.labels import Label, label_from
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import nearest
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.truth import Truth
from teacher_growth.policy.rules.types import YES_NO


class Rulebook:
    """Compiles the rules of a policy; each is compiled when first asked for, so that they may name each other."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.made: dict[str, Rule | WrongError] = {}
        self.by_code: dict[str, Rule] = {}
        self.busy: list[str] = []
        compiler.rule = self.answer

    def rule(self, code: str, at: Marked) -> Rule:
        if code in self.busy:
            raise WrongError(at, f"rule “{code}” is made of itself: {' → '.join([*self.busy, code])}")
        if code not in self.made:
            self.busy.append(code)
            try:
                self.made[code] = self.compile(code, at, Scope(self.compiler.root, owner=code))
            except WrongError as wrong:
                self.made[code] = wrong
            finally:
                self.busy.pop()
        found = self.made[code]
        if isinstance(found, WrongError):
            raise found
        return found

    def answer(self, name: str, _scope: Scope) -> Node:
        """The result of a rule as a condition: `code` (nothing speaks against it) or `code:result`."""
        code, _, result = name.partition(":")
        rules = self.compiler.sections.get("rules", {})
        if code in rules:
            rule = self.rule(code, rules[code])
        elif code in self.by_code:
            rule = self.by_code[code]
        else:
            known = [*rules, *self.by_code]
            at = next(iter(rules.values()))
            raise WrongError(at, f"there is no rule “{code}”", nearest(code, known))
        if result == "cannot_tell":
            return Node(
                YES_NO,
                rule.status.place,
                lambda run: t.known_to_be(run.of(rule.status).holds.open),
                (rule.status,),
                "rule",
                code,
            )
        if result:
            return Node(
                YES_NO, rule.status.place, lambda run: run.of(rule.status).is_(result), (rule.status,), "rule", code
            )
        return Node(YES_NO, rule.status.place, lambda run: run.of(rule.status).holds, (rule.status,), "rule", code)

    def compile(self, code: str, at: Marked, scope: Scope) -> Rule:
        entries = fields(at, allowed=RULE_KEYS)
        self._once(code, at)
        rule = self._body(code, at, entries, scope)
        rule.label = label_from(entries.get("label"), code, [])
        rule.source, rule.reading = entries.get("source"), entries.get("reading")
        rule.unit = str(entries["unit"].value) if "unit" in entries else None
        self._conditions(rule, entries, scope)
        self._once(code, at)  # what it is made of may have taken it
        self.by_code[code] = rule
        return rule

    def _once(self, code: str, at: Marked) -> None:
        if code in self.by_code:
            raise WrongError(
                at, f"the code “{code}” stands twice in the file", f"also in line {self.by_code[code].at.line}"
            )

    def _body(self, code: str, at: Marked, entries: Fields, scope: Scope) -> Rule:
        kind = one_of(entries["kind"], KINDS) if "kind" in entries else "bar" if "bar" in entries else "rule"
        if "for_each" in entries:
            return self._each(code, at, entries, scope, kind)
        if "pass" in entries:
            raise WrongError(entries["pass"], "pass goes with for_each: how many of the repetitions must hold")
        if "checklist" in entries:
            return self._checklist(code, at, scope, kind)
        bodies = [key for key in ("need", "bar", *MODES, "of") if key in entries]
        if len(bodies) != 1:
            raise WrongError(
                at,
                "a rule has one of need, all, any, none, at_least with of, bar, for_each, checklist",
                f"here are: {', '.join(bodies) or 'none'}",
            )
        body = bodies[0]
        if body in ("need", "bar"):
            return self._leaf(code, at, entries[body], scope, kind, forbids=body == "bar")
        mode = "at_least" if body == "of" else body
        count = whole_number(entries["at_least"]) if mode == "at_least" and "at_least" in entries else 0
        if mode == "at_least" and not count:
            raise WrongError(at, "say how many: at_least: 2")
        parts = [
            self.compile(name, item, replace_owner(scope, name)) for name, item in self._parts(entries[body], code)
        ]
        place = lowest([part.status for part in parts])
        status = Node(
            YES_NO,
            place,
            lambda run: st.joined(mode, [run.at(part.status, place) for part in parts], count),
            tuple(part.status for part in parts),
            "rule",
            code,
        )
        return Rule(code, Label(code, code), at, kind, mode, status, parts=parts, count=count)

    def _checklist(self, code: str, at: Marked, scope: Scope, kind: str) -> Rule:
        rule = checklist(self.compiler, code, at, scope, kind)
        for part in rule.parts:
            self._once(part.code, part.at)
            self.by_code[part.code] = part
        return rule

    def _parts(self, at: Marked, code: str) -> list[tuple[str, Marked]]:
        """{code: RULE, …}; or a list of conditions, which get codes of their own."""
        if isinstance(at.value, dict):
            return list(at.mapping.items())
        found = []
        for place, item in enumerate(items(at), 1):
            is_rule = isinstance(item.value, dict) and set(item.value) & {"need", "for_each", "bar"}
            body = item if is_rule else replace(item, value={"need": item})
            found.append((f"{code}_{place}", body))
        return found

    def _leaf(self, code: str, at: Marked, need: Marked, scope: Scope, kind: str, *, forbids: bool) -> Rule:
        node = condition(self.compiler, need, scope)
        parts: list[Rule] = []
        if (
            node.role in ("all", "any", "none")
            and not forbids
            and all(part.role == "compare" for part in node.parts)
            and len(node.parts) > 1
        ):
            parts = [self._part(f"{code}_{place}", at, part) for place, part in enumerate(node.parts, 1)]
        status = Node(
            YES_NO,
            node.place,
            lambda run: st.of(t.opposite(run.of(node)) if forbids else run.of(node)),
            (node,),
            "rule",
            code,
        )
        return Rule(code, Label(code, code), at, kind, node.role if parts else "need", status, need=node, parts=parts)

    def _part(self, code: str, at: Marked, node: Node) -> Rule:
        status = Node(YES_NO, node.place, lambda run: st.of(run.of(node)), (node,), "rule", code)
        return Rule(code, Label(code, code), at, "rule", "need", status, need=node)

    def _each(self, code: str, at: Marked, entries: Fields, scope: Scope, kind: str) -> Rule:
        found = repeated(self.compiler, entries["for_each"], scope)
        found.read_pass(entries.get("pass"))
        inner = {key: item for key, item in entries.items() if key in ("need", *MODES, "at_least", "of", "bar", "unit")}
        body = self._body(f"{code}_each", replace(at, value=inner), inner, Scope(found.place, owner=code))
        body.unit = str(entries["unit"].value) if "unit" in entries else None
        when = self._when_repeated(entries, scope, found.place, code)
        if when is not None and when.place is found.place:
            body.when = when
            body.status = narrowed(body.status, when)
        status = repeated_status(found, body.status, code)
        rule = Rule(code, Label(code, code), at, kind, "each", status, parts=[body], repeated=found)
        if when is not None and when.place is not found.place:
            rule.when = when
        return rule

    def _when_repeated(self, entries: Fields, scope: Scope, inner: Place, code: str) -> Node | None:
        """Whether the whole rule applies, or, where it names what is repeated, each repetition."""
        if "when" not in entries:
            return None
        try:
            return condition(self.compiler, entries["when"], scope)
        except UnknownNameError:
            return condition(self.compiler, entries["when"], Scope(inner, owner=code))

    def _conditions(self, rule: Rule, entries: Fields, scope: Scope) -> None:
        """When it applies, exemptions, in force from and to, still open until, and what goes with duties."""
        compiler = self.compiler
        if "when" in entries and rule.mode != "each":
            rule.when = condition(compiler, entries["when"], scope)
        if applies := [*([] if rule.when is None else [rule.when]), *self._excuses(rule, entries, scope)]:
            rule.status = narrowed(rule.status, *applies)
        if "until" in entries:
            rule.until = compiler.date(entries["until"], scope)
            rule.status = self._while(rule, entries["until"])
        if "open_until" in entries or "grace" in entries:
            rule.open_until = self._deadline(entries, scope)
            rule.status = opened(rule.status, rule.open_until, compiler.field(compiler.root, "as_of"))

    def _excuses(self, rule: Rule, entries: Fields, scope: Scope) -> list[Node]:
        """That nothing excuses, and that the rule is in force."""
        if "except" in entries:
            rule.exempt = [self._exempt(each, scope) for each in _listed(entries["except"])]
        excuses = [each.when for each in rule.exempt]
        for name in ("waived", "excused"):
            if name in entries:
                if rule.kind != "duty":
                    raise WrongError(entries[name], f"{name} goes with kind: duty")
                excuses.append(condition(self.compiler, entries[name], scope))
                setattr(rule, name, excuses[-1])
        return [*(negation(each) for each in excuses), *self._in_force(entries, scope)]

    def _exempt(self, at: Marked, scope: Scope) -> Exempt:
        if isinstance(at.value, dict) and "when" in at.mapping:
            entries = fields(at, allowed=("when", "label", "source"))
            return Exempt(condition(self.compiler, entries["when"], scope), label_from(entries.get("label"), "", []))
        return Exempt(condition(self.compiler, at, scope), None)

    def _in_force(self, entries: Fields, scope: Scope) -> list[Node]:
        as_of = self.compiler.field(self.compiler.root, "as_of")
        found = []
        for key, reckon in (("from", t.at_least), ("to", lambda day, edge: t.at_least(edge, day))):
            if key in entries and entries[key].value is not None:
                day = self.compiler.date(entries[key], scope)
                found.append(by_day(as_of, day, reckon))
        return found

    def _while(self, rule: Rule, at: Marked) -> Node:
        """A bar holds until its day: after it nothing stands in the way."""
        if rule.kind != "bar" or rule.until is None:
            raise WrongError(at, "until goes with a bar: the last day on which it stands in the way")
        as_of = self.compiler.field(self.compiler.root, "as_of")
        over = by_day(as_of, rule.until, t.more_than)
        status, place = rule.status, lowest([rule.status, over])

        def reckon(run: Run) -> Status:
            found: Status = run.at(status, place)
            past: Truth = run.at(over, place).wide(len(found)) if len(found) > 1 else run.at(over, place)
            found = found.wide(len(past))
            return Status(found.met | past.yes, found.failed & past.no, found.open, found.idle)

        return Node(YES_NO, place, reckon, (status, over), "rule", rule.code)

    def _deadline(self, entries: Fields, scope: Scope) -> Node:
        if "open_until" not in entries:
            raise WrongError(entries["grace"], "grace goes with open_until: the day after which it begins")
        day = self.compiler.date(entries["open_until"], scope)
        if "grace" not in entries:
            return day
        at = entries["grace"]
        moved = replace(at, value={"plus": replace(at, value=[entries["open_until"], at])})
        return self.compiler.date(moved, scope)


def replace_owner(scope: Scope, owner: str) -> Scope:
    inner = scope.under(scope.place)
    inner.owner = owner
    return inner


def _listed(at: Marked) -> list[Marked]:
    return at.value if isinstance(at.value, list) else [at]
