"""flask summaries …"""

import json
import sys
from typing import Any

import click
from flask.cli import AppGroup

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import write_tx
from teacher_growth.training import actions, queries
from teacher_growth.training.queries import Difference

summaries = AppGroup("summaries", help="Sums kept beside the lines they are made of.")


@summaries.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def check(as_json: bool) -> None:
    """Compares every sum with the lines; names those that differ, exit 1 when there are any."""
    found = [each for of in queries.KEPT for each in queries.differences(of)]
    if as_json:
        listed = [_as_data(each) for each in found]
        click.echo(json.dumps({"sound": not found, "differences": listed}, ensure_ascii=False))
    else:
        for each in found:
            click.echo(_as_text(each), err=True)
        click.echo(f"{len(found)} sums differ")
    sys.exit(1 if found else 0)


@summaries.command()
def rebuild() -> None:
    """Counts all sums anew from the lines."""
    with write_tx():
        wrong = actions.rebuild_sums(actor=SYSTEM)
    click.echo(f"All sums counted anew, {wrong} were wrong.")


def _as_data(each: Difference) -> dict[str, Any]:
    return {"table": each.of.__tablename__, **each.key, "kept": each.kept, "lines": each.counted}


def _as_text(each: Difference) -> str:
    key = ", ".join(f"{name} {value}" for name, value in each.key.items())
    return f"{each.of.__tablename__}: {key}: kept {each.kept}, the lines say {each.counted}"
