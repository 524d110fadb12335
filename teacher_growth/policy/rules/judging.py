"""Judges: a policy over facts gives verdicts, for one subject or for fifty thousand on the same path."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from teacher_growth.policy.rules import truth as t
from teacher_growth.policy.rules.columns import Array, Column, Mask
from teacher_growth.policy.rules.compiling.core import columns
from teacher_growth.policy.rules.compiling.policy import Amount, Policy
from teacher_growth.policy.rules.compiling.rule import Rule
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.status import Status
from teacher_growth.policy.rules.truth import Truth

CANNOT_TELL = "cannot_tell"


@dataclass(eq=False)
class Judged:
    """A policy run over the subjects of a source. Outcomes of all are here; findings are made on demand."""

    policy: Policy
    run: Run

    @property
    def size(self) -> int:
        return self.run.source.size

    def status(self, rule: Rule) -> Status:
        found: Status = self.run.at(rule.status, self.policy.compiler.root)
        return found.wide(self.size)

    def outcomes(self) -> tuple[Array, list[str]]:
        """For each subject the place of its outcome in the list of codes."""
        if self.policy.outcome is None:
            return self._by_rules()
        codes = [*dict.fromkeys(answer.code for answer in self.policy.outcome), CANNOT_TELL]
        found = np.full(self.size, -1, dtype=np.int64)
        possible = np.zeros((len(codes), self.size), dtype=bool)
        left = np.ones(self.size, dtype=bool)
        for answer in self.policy.outcome:
            truth = t.always().wide(self.size) if answer.when is None else self.truth(answer.when)
            possible[codes.index(answer.code)] |= left & truth.yes
            left = left & truth.no
        several = possible.sum(axis=0)
        found = np.where(several == 1, possible.argmax(axis=0), len(codes) - 1)
        unsaid = several == 0
        return np.where(unsaid, len(codes) - 1, found), codes

    def truth(self, node: Node) -> Truth:
        found: Truth = self.run.at(node, self.policy.compiler.root)
        return found.wide(self.size)

    def _by_rules(self) -> tuple[Array, list[str]]:
        holds = self.holds()
        met, failed = holds.yes & ~holds.no, holds.no & ~holds.yes
        return np.where(met, 0, np.where(failed, 1, 2)), ["met", "not_met", CANNOT_TELL]

    def holds(self) -> Truth:
        """Whether all rules hold; advice decides nothing, a duty may still be open."""
        parts = []
        for rule in self.policy.rules:
            if rule.kind == "advice":
                continue
            status = self.status(rule)
            if rule.kind == "duty":
                parts.append(Truth(status.met | status.idle | status.open, status.failed))
            else:
                parts.append(status.holds)
        return t.all_of(parts).wide(self.size)

    def amount(self, amount: Amount) -> tuple[Any, Mask]:
        """The value for all subjects, and where it is given at all."""
        root = self.policy.compiler.root
        value = self.run.at(amount.node, root)
        value = (
            columns(self.run, [amount.node], root)[0].wide(self.size) if isinstance(value, Column | Truth) else value
        )
        given = np.ones(self.size, dtype=bool) if amount.when is None else self.truth(amount.when).sure
        return value, given

    def in_force(self) -> bool:
        """Whether the policy is in force on every as-of date; said to be where a date is not known."""
        start, end = self.policy.in_force
        day = self.run.source.as_of().wide(self.size)
        parts = []
        if start is not None:
            parts.append(t.at_least(day, self.run.at(start, self.policy.compiler.root)))
        if end is not None:
            parts.append(t.at_least(self.run.at(end, self.policy.compiler.root), day))
        return bool(t.all_of(parts).wide(self.size).yes.all())


def judge(policy: Policy, source: Any, calendars: Any) -> Judged:
    return Judged(policy, Run(source, calendars))
