"""flask import …"""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from teacher_growth.access.actor import Actor
from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.importing import actions, hints, queries, templates
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.mappings import MappingUnknown, load
from teacher_growth.importing.reading.store import Uploads
from teacher_growth.importing.rules.faults import FileRefused
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.sheets import Kind
from teacher_growth.web.words import refusal_words

imports = AppGroup("import", help="Data from files.")
KINDS = click.Choice([*(each.value for each in Kind), "all"])
REFUSED_FILE, REFUSED_ROWS = 2, 1
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON value on stdout.")


@imports.command()
@click.argument("kind", type=KINDS)
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", help="Of another system: a name that ships, or a YAML file.")
@click.option("--on", "on_day", type=click.DateTime(["%Y-%m-%d"]), help="From when changes hold (default: today).")
@click.option("--document", help="What transfers rest on, where the file does not say.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@click.option("--accept-good", is_flag=True, help="Take the rows without errors, leave the others.")
@json_option
@acting_option
def run(kind: str, path: Path, dry_run: bool, accept_good: bool, as_json: bool, login: str | None, **how: Any) -> None:
    """Takes a file, a folder or a zip of csv files in: everything of it or nothing.

    Exit code 0: taken; 1: rows were refused; 2: the file was refused.
    """
    actor, one = acting(login), None if kind == "all" else Kind(kind)
    batch_id = _staged(one, path, how, actor, as_json)
    batch = queries.batch(batch_id, actor)
    if batch.state in (BatchState.REFUSED, BatchState.MAPPING):
        _refuse_file(kind, hints.refusal_of(batch, actor), as_json)
    refused = queries.counted(queries.errors(batch_id, actor))
    applied = not dry_run and (accept_good or not refused)
    if applied:
        with write_tx():
            actions.apply_batch(batch_id, actor=actor, accept_good=accept_good)
    found = hints.results(queries.batch(batch_id, actor), actor, applied=applied)
    if not applied:
        with write_tx():
            actions.drop_batch(batch_id, actor=actor)
    _tell(found, batch_id if applied else None, one, as_json)
    if refused:
        sys.exit(REFUSED_ROWS)


def _staged(one: Kind | None, path: Path, how: dict[str, Any], actor: Actor, as_json: bool) -> int:
    uploads = Uploads(current_app.config["HOME"] / "imports")
    on_day = how["on_day"].date() if how["on_day"] else today()
    try:
        if how["mapping"]:
            load(how["mapping"])
        kept = uploads.keep_path(path)
    except FileRefused as refusal:
        words = hints.hint(refusal.code, None, None, refusal.details)
        _refuse_file(one or "all", (str(refusal.code), path.name, words), as_json)
    except MappingUnknown as unknown:
        raise click.ClickException(f"--mapping {unknown}") from unknown
    wish = Wish(kind=one, mapping=how["mapping"], on_day=on_day, document=how["document"])
    try:
        with write_tx():
            batch_id = actions.receive(kept, wish, actor=actor).id
    except NotVisible as error:
        raise click.ClickException("this account may not import such data") from error
    with click.progressbar(length=1, file=sys.stderr, hidden=as_json or not sys.stderr.isatty()) as bar:
        actions.stage(batch_id, actor=actor, uploads=uploads, progress=lambda done, total: _show(bar, done, total))
    return batch_id


def _show(bar: Any, done: int, total: int) -> None:
    bar.length = total
    bar.update(done - bar.pos)


def _refuse_file(kind: str, said: tuple[str, str, str], as_json: bool) -> None:
    code, value, hint = said
    error = {"sheet": None, "row": None, "column": None, "code": code, "value": value, "hint": hint}
    counts = dict.fromkeys(hints.COUNTS, 0)
    result = {"kind": kind, **counts, "applied": False, "batch": None, "errors": [error], "warnings": []}
    if as_json:
        click.echo(json.dumps({"batch": None, "results": [result]} if kind == "all" else result, ensure_ascii=False))
    else:
        click.echo(f"{value}: {hint}", err=True)
    sys.exit(REFUSED_FILE)


def _tell(found: list[Any], batch_id: int | None, one: Kind | None, as_json: bool) -> None:
    if as_json:
        value: Any = {"batch": batch_id, "results": found} if one is None else found[0]
        click.echo(json.dumps(value, ensure_ascii=False, default=str))
        return
    for each in found:
        counts = "  ".join(f"{name} {each[name]}" for name in hints.COUNTS)
        click.echo(f"{each['kind']}: {counts}")
        for fault in each["errors"]:
            where = f"{fault['sheet']} {fault['column'] or ''}{fault['row'] or ''}"
            click.echo(f"  {where}  {fault['code']}  {fault['value']}  {fault['hint']}", err=True)
        if each["warnings"]:
            click.echo(f"  {len(each['warnings'])} warnings (--json lists them)", err=True)
    click.echo(f"batch {batch_id}" if batch_id else "nothing was changed")


@imports.command()
@click.argument("batch", type=click.IntRange(1, 2**31 - 1))
@json_option
@acting_option
def undo(batch: int, as_json: bool, login: str | None) -> None:
    """Takes a whole batch back, as long as nobody built on it."""
    actor = acting(login)
    try:
        with write_tx():
            actions.undo_batch(batch, actor=actor)
    except NotVisible as error:
        raise click.ClickException(f"{batch}: no such batch") from error
    except Refused as refusal:
        if as_json:
            click.echo(json.dumps({"batch": batch, "undone": False, "code": refusal.code}))
            sys.exit(REFUSED_ROWS)
        raise click.ClickException(refusal_words(refusal)) from refusal
    click.echo(json.dumps({"batch": batch, "undone": True}) if as_json else f"batch {batch} undone")


@imports.command("template")
@click.argument("kind", type=click.Choice([each.value for each in Kind]))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The xlsx file to write.")
def template_(kind: str, out: Path) -> None:
    """A workbook to fill in, with drop-downs and a look-up sheet."""
    templates.write(Kind(kind), out)
    click.echo(str(out))
