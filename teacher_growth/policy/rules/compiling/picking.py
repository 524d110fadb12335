"""Steps that choose among records: best, first, latest, doubles, groups below a minimum, extremes dropped."""

from teacher_growth.policy.rules import steps
from teacher_growth.policy.rules.compiling.core import Compiler, columns
from teacher_growth.policy.rules.compiling.literals import whole_number
from teacher_growth.policy.rules.compiling.scope import Scope
from teacher_growth.policy.rules.compiling.stepping import Result, Step, after, keys, start_of, step, truth_of
from teacher_growth.policy.rules.frames import Node, Run
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.selection import Selection


@step("best", "per", "by")
def best(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, only: Node | None) -> Result:
    count = whole_number(at.mapping["best"])
    by = keys(compiler, at.mapping.get("per"), node, scope)
    figure = compiler.value(at.mapping["by"], scope) if "by" in at.mapping else None

    def reckon(run: Run) -> Selection:
        column = None if figure is None else columns(run, [figure], node.about.place)[0]
        return steps.best(run.of(node), what, count, run.of(by), column, truth_of(only, run, node))

    return after(node, scope, reckon, (by, *((figure,) if figure else ())))


def _by_date(name: str, backwards: bool, exact: bool) -> None:
    @step(name, "per", "by")
    def compile_it(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
        count = whole_number(at.mapping[name])
        by = keys(compiler, at.mapping.get("per"), node, scope)
        day = compiler.value(at.mapping["by"], scope) if "by" in at.mapping else start_of(compiler, at, scope)
        wanted = range(count - 1, count) if exact else range(count)

        def reckon(run: Run) -> Selection:
            return steps.nth(
                run.of(node), what, wanted, run.of(by), columns(run, [day], node.about.place)[0], backwards=backwards
            )

        return after(node, scope, reckon, (day, by))


_by_date("latest", backwards=True, exact=False)
_by_date("first", backwards=False, exact=False)
_by_date("nth", backwards=False, exact=True)


@step("same")
def same(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    """Doubles: of records that are the same in all of these only the first counts."""
    by = keys(compiler, at.mapping["same"], node, scope)
    return after(
        node, scope, lambda run: steps.nth(run.of(node), what, range(1), run.of(by), None, backwards=False), (by,)
    )


@step("void_below", "per")
def void_below(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
    least = compiler.number(at.mapping["void_below"], scope)
    by = keys(compiler, at.mapping.get("per"), node, scope)

    def reckon(run: Run) -> Selection:
        return steps.void_below(run.of(node), what, columns(run, [least], node.about.place)[0], run.of(by))

    return after(node, scope, reckon, (least, by))


def _extremes(name: str, highest: bool) -> None:
    @step(name, "per")
    def compile_it(compiler: Compiler, at: Marked, what: Step, node: Node, scope: Scope, _only: Node | None) -> Result:
        count = whole_number(at.mapping[name])
        by = keys(compiler, at.mapping.get("per"), node, scope)
        return after(
            node,
            scope,
            lambda run: steps.without_extremes(run.of(node), what, count, run.of(by), highest=highest),
            (by,),
        )


_extremes("drop_highest", highest=True)
_extremes("drop_lowest", highest=False)
