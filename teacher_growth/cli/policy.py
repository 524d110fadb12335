"""flask policy …"""

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from teacher_growth.policy.rules.files import PolicyFile, cases_in, parameter_set, read_policy
from teacher_growth.policy.rules.reading.exact import day_from
from teacher_growth.policy.rules.reading.facts import read_facts
from teacher_growth.policy.rules.reading.house import house
from teacher_growth.policy.rules.reading.marked import decoded, load
from teacher_growth.policy.rules.reading.problems import FactsError, PolicyError, ProblemsError
from teacher_growth.policy.rules.reading.schemas import schema as schema_of
from teacher_growth.policy.rules.reading.words import declared_words
from teacher_growth.policy.rules.writing import dumps

WRONG_POLICY, WRONG_FACTS = 1, 2

policy = AppGroup("policy", help="Regulations as data: check them, judge facts by them.")


def _text(path: str) -> str:
    try:
        return decoded(Path(path).read_bytes(), path)
    except OSError as error:
        click.echo(f"{path}:0: cannot be read ({error.strerror})", err=True)
        sys.exit(WRONG_POLICY)


def _say(problems: ProblemsError) -> None:
    for each in problems.problems:
        click.echo(str(each), err=True)


@policy.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@click.option("--cases", "cases_files", multiple=True, metavar="CASES.yaml", help="More cases, for each of the files.")
def check(files: tuple[str, ...], cases_files: tuple[str, ...]) -> None:
    """Validates policy files and runs their cases; exit 1 when anything is wrong."""
    sound = [_checked(path, cases_files) for path in files]
    sys.exit(0 if all(sound) else WRONG_POLICY)


def _checked(path: str, cases_files: Iterable[str]) -> bool:
    try:
        found = read_policy(_text(path), path)
        cases = found.cases()
        for each in cases_files:
            cases += cases_in(load(_text(each), each), found.vocabulary)
    except PolicyError as wrong:
        _say(wrong)
        return False
    failed = 0
    for case in cases:
        for difference in found.differences(case):
            click.echo(f"{case.file}:{case.line}: {case.name}: {difference}", err=True)
            failed += 1
    click.echo(f"{path}: {len(cases)} cases, {failed} differences")
    return not failed


@policy.command()
@click.argument("file", metavar="FILE")
@click.option("--facts", "facts_file", required=True, metavar="FACTS.json")
@click.option("--as-of", "as_of", metavar="DATE", help="Before the dates that the facts name.")
@click.option(
    "--set", "settings", multiple=True, metavar="PARAMETER=VALUE", help="Another value for a parameter, as YAML."
)
def judge(file: str, facts_file: str, as_of: str | None, settings: tuple[str, ...]) -> None:
    """Judges facts by a policy, which may be a draft; reads no database and no clock.

    Prints one JSON object. Exit 0 judged, 1 the policy is wrong, 2 the facts or an option are.
    """
    text = _text(file)
    day = _day(as_of)
    try:
        read_policy(text, file)
    except PolicyError as wrong:
        _say(wrong)
        sys.exit(WRONG_POLICY)
    try:
        found = read_policy(text, file, dict(_setting(each, text, file) for each in settings))
        facts = read_facts(_bytes(facts_file), facts_file, found.vocabulary)
        click.echo(dumps(_answer(found, facts, day)))
    except (FactsError, PolicyError) as wrong:
        _say(wrong)
        sys.exit(WRONG_FACTS)


def _answer(found: PolicyFile, facts: object, day: int | None) -> object:
    return found.judge(facts, day)  # type: ignore[arg-type]  # what read_facts gave


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        click.echo(f"{path}:0: cannot be read ({error.strerror})", err=True)
        sys.exit(WRONG_FACTS)


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    day = day_from(text)
    if day is None:
        click.echo(f"--as-of:0: {text!r} is no date (YYYY-MM-DD)", err=True)
        sys.exit(WRONG_FACTS)
    return day


def _setting(setting: str, text: str, file: str) -> tuple[str, object]:
    name, equals, value = setting.partition("=")
    if not equals:
        click.echo(f"--set:0: {setting!r} has no value (--set NAME=VALUE)", err=True)
        sys.exit(WRONG_FACTS)
    return name, parameter_set(name, value, text, file)


@policy.command()
@click.argument("file", required=False, metavar="[FILE]")
def facts(file: str | None) -> None:
    """Prints every declared fact and kind of records: the house's, and those of a file."""
    try:
        vocabulary = read_policy(_text(file), file).vocabulary if file else house()
    except PolicyError as wrong:
        _say(wrong)
        sys.exit(WRONG_POLICY)
    click.echo(dumps(declared_words(vocabulary)))


@policy.command()
@click.argument("which", type=click.Choice(["policy", "facts", "verdict", "cases"]))
def schema(which: str) -> None:
    """Prints the JSON Schema of policy files, facts, verdicts or cases."""
    click.echo(dumps(schema_of(which)))
