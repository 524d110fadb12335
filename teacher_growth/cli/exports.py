"""flask export …"""

from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import current_app

from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.exporting import actions, kinds, writers
from teacher_growth.sheets import Kind


@click.command("export")
@click.argument("kind", type=click.Choice([each.value for each in kinds.EXPORTED]))
@click.option("--format", "format_", required=True, type=click.Choice(["csv", "xlsx", "json"]))
@click.option(
    "--out", "path", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The file to write."
)
@acting_option
def export(kind: str, format_: str, path: Path, login: str | None) -> None:
    """Writes all of one kind as a sheet that import reads: people, postings, titles and so on."""
    actor = acting(login)
    draft = path.with_name(f"{path.name}.part")
    try:
        with TemporaryDirectory(dir=current_app.config["HOME"]) as folder, draft.open("w+b") as file:
            rows = writers.write(format_, file, [kinds.sheet(Kind(kind), actor, today())], Path(folder))
        db.session.rollback()
        with write_tx():
            actions.note_list(kind, actor=actor, format_=format_, rows=rows, asked={})
        draft.replace(path)
    except OSError as error:
        raise click.ClickException(f"--out {path}: {error.strerror or error}") from None
    finally:
        draft.unlink(missing_ok=True)
    click.echo(f"{rows} rows")
