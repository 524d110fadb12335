"""flask import …"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import current_app
from flask.cli import AppGroup

from teacher_growth.access.actor import Actor
from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.importing import actions, hints, queries, templates
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.mappings import MappingUnknown, load
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.reading.store import Kept, Uploads
from teacher_growth.importing.rules.faults import FileRefused
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.sheets import Kind
from teacher_growth.web.words import refusal_words

imports = AppGroup("import", help="Data from files.")
KINDS = click.Choice([*(each.value for each in Kind), "all"])
REFUSED_FILE, REFUSED_ROWS = 2, 1
STALE, MOST_TIMES = "import_stale", 3
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
    wish = _wish(one, how)
    for _time in range(MOST_TIMES):
        batch_id = _staged(path, wish, actor, as_json)
        batch = queries.batch(batch_id, actor)
        if batch.state in (BatchState.REFUSED, BatchState.MAPPING):
            _refuse_file(kind, _given_up(batch, actor), as_json)
        refused = queries.counted(queries.errors(batch_id, actor))
        refusal = None
        wanted = not dry_run and (accept_good or not refused)
        if wanted:
            refusal = _refusal_of(lambda: actions.apply_batch(batch_id, actor=actor, accept_good=accept_good))  # noqa: B023 -- called at once
        if refusal is None or refusal.code != STALE:
            break
        _drop(batch_id, actor)
    _end(batch_id, one, actor, refusal=refusal, applied=wanted and refusal is None, as_json=as_json)
    if refused or refusal is not None:
        sys.exit(REFUSED_ROWS)


def _end(
    batch_id: int, one: Kind | None, actor: Actor, *, refusal: Refused | None, applied: bool, as_json: bool
) -> None:
    found = hints.results(queries.batch(batch_id, actor), actor, applied=applied)
    if refusal is not None:
        for each in found:
            each["errors"].insert(0, _of_file(refusal.code, "", str(refusal_words(refusal))))
    if not applied:
        _drop(batch_id, actor)
    _tell(found, batch_id if applied else None, one, as_json)


def _wish(one: Kind | None, how: Mapping[str, Any]) -> Wish:
    try:
        if how["mapping"]:
            load(how["mapping"])
    except MappingUnknown as unknown:
        raise click.BadParameter(str(unknown), param_hint="--mapping") from unknown
    on_day = how["on_day"].date() if how["on_day"] else today()
    return Wish(kind=one, mapping=how["mapping"], on_day=on_day, document=how["document"])


def _staged(path: Path, wish: Wish, actor: Actor, as_json: bool) -> int:
    uploads = Uploads(current_app.config["IMPORTS"])
    try:
        kept = uploads.keep_path(path)
    except FileRefused as refusal:
        words = hints.hint(refusal.code, None, None, refusal.details)
        _refuse_file(wish.kind or "all", (str(refusal.code), path.name, words), as_json)
    batch_id = _received(kept, wish, actor)
    with click.progressbar(length=1, file=sys.stderr, hidden=as_json or not sys.stderr.isatty()) as bar:
        actions.stage(batch_id, actor=actor, uploads=uploads, progress=lambda done, total: _show(bar, done, total))
    return batch_id


def _received(kept: Kept, wish: Wish, actor: Actor) -> int:
    """A batch that an earlier run compared, and that is compared with the past by now, is given up for a new one."""
    try:
        with write_tx():
            batch = actions.receive(kept, wish, actor=actor)
            if batch.state is BatchState.STAGED and queries.changed_since(batch.ground) != batch.ground:
                actions.drop_batch(batch.id, actor=actor)
                db.session.flush()
                batch = actions.receive(kept, wish, actor=actor)
            return batch.id
    except NotVisible as error:
        raise click.ClickException("this account may not import such data") from error


def _refusal_of(verb: Callable[[], Any]) -> Refused | None:
    try:
        with write_tx():
            verb()
    except Refused as refusal:
        return refusal
    return None


def _given_up(batch: ImportBatch, actor: Actor) -> tuple[str, str, str]:
    said = hints.refusal_of(batch, actor)
    if batch.state is BatchState.MAPPING:
        _drop(batch.id, actor)
    return said


def _drop(batch_id: int, actor: Actor) -> None:
    with write_tx():
        actions.drop_batch(batch_id, actor=actor)


def _show(bar: Any, done: int, total: int) -> None:
    bar.length = total
    bar.update(done - bar.pos)


def _refuse_file(kind: str, said: tuple[str, str, str], as_json: bool) -> NoReturn:
    code, value, hint = said
    error = _of_file(code, value, hint)
    counts = dict.fromkeys(hints.COUNTS, 0)
    result = {"kind": kind, **counts, "applied": False, "batch": None, "errors": [error], "warnings": []}
    if as_json:
        click.echo(json.dumps({"batch": None, "results": [result]} if kind == "all" else result, ensure_ascii=False))
    else:
        click.echo(f"{value}: {hint}", err=True)
    sys.exit(REFUSED_FILE)


def _of_file(code: str, value: str, hint: str) -> dict[str, Any]:
    return {"sheet": None, "row": None, "column": None, "code": code, "value": value, "hint": hint}


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
