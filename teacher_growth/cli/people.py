"""flask people …"""

import json

import click
from flask.cli import AppGroup

from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import today
from teacher_growth.people import queries

people = AppGroup("people", help="Teachers and their files.")


@people.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="A JSON list on stdout.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 500))
@acting_option
def find(text: str, as_json: bool, limit: int, login: str | None) -> None:
    """Finds people by name, pinyin, initials, number or school."""
    actor = acting(login)
    found = queries.search(actor, text, limit=limit)
    schools = queries.schools_of(actor, [each.id for each in found], today())
    listed = [
        {
            "id": each.id,
            "staff_number": each.staff_number,
            "name": each.name,
            "school": schools[each.id].name if each.id in schools else None,
            "stage": each.stage,
            "subject": each.subject,
        }
        for each in found
    ]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for each in listed:
        click.echo(f"{each['staff_number']}  {each['name']}  {each['school'] or ''}")
