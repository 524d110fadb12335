"""Which column is what: as it was found by name, as somebody says it, remembered for files with these headings."""

from typing import Any

from flask import flash, redirect, render_template, request

from teacher_growth.access.permissions import Permission
from teacher_growth.i18n import _, chosen_language
from teacher_growth.importing import actions, queries
from teacher_growth.importing.actions.staging import headings_hash, heads_of
from teacher_growth.importing.forms import columns_form
from teacher_growth.importing.mappings import load
from teacher_growth.importing.mappings.laying import Head, Layout, lay_out
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.queries.permissions import kinds_of
from teacher_growth.importing.routes.blueprint import bp
from teacher_growth.importing.routes.starting import SHORT_FILE, page_of, start, uploads
from teacher_growth.importing.rules.cells import shown_raw
from teacher_growth.importing.rules.faults import FileRefused
from teacher_growth.jobs.models import Job
from teacher_growth.sheets import Kind, spec
from teacher_growth.web.guards import current_actor, requires

SAMPLES = 3


@bp.route("/imports/<int:batch_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORTS_USE, for_others=True)
def batch_columns(batch_id: int) -> Any:
    actor = current_actor()
    batch = queries.batch(batch_id, actor)
    heads = _heads(batch)
    if heads is None:
        flash(_("这个文件的列不能在这里对应"), "warning")
        return redirect(page_of(batch_id))
    if batch.mapping:
        return _of_mapping(batch, heads)
    kinds = kinds_of(actor)
    layouts = _asked(heads, _layouts(batch, heads), kinds)
    form, small = columns_form(layouts, kinds), batch.file_size <= SHORT_FILE

    def choose() -> Job:
        actions.choose_columns(batch_id, form.chosen(), headings_hash(heads), actor=actor)
        return actions.ask_to_stage(batch_id, actor=actor, back=page_of(batch_id))

    if "save" in request.form and form.ready() and start(form, choose, at_once=small):
        flash(_("列的对应已记住，下次上传同样列名的文件时自动使用"))
        return redirect(page_of(batch_id))
    batch = queries.batch(batch_id, actor)
    sheets = [_sheet(form, layout, head) for layout, head in zip(layouts, heads, strict=True)]
    return render_template("importing/batch_columns.html", batch=batch, form=form, sheets=sheets), form.status


def _of_mapping(batch: ImportBatch, heads: list[Head]) -> Any:
    """Why the columns of a named mapping are not chosen here, and by which headings it looks for them."""
    mapping = load(batch.mapping or "")
    found = [each for each in lay_out(heads, kind=batch.kind, mapping=mapping) if each.kind and not each.again]
    sources = {(each.kind, key): source for each in reversed(mapping.sheets) for key, source in each.columns.items()}
    sheets = [
        {"name": each.name, "kind": each.kind, "columns": [
            {"ours": column.heading, "sought": _("、").join(sources[each.kind, column.key].headings),
             "found": _("、").join(_found_in(each, column.key))}
            for column in spec(each.kind).columns
            if (each.kind, column.key) in sources and sources[each.kind, column.key].headings
        ]}
        for each in found if each.kind
    ]  # fmt: skip
    words = mapping.english if chosen_language() == "en" else mapping.title
    return render_template("importing/batch_columns.html", batch=batch, mapping=words, sheets=sheets)


def _found_in(layout: Layout, key: str) -> list[str]:
    place = layout.places.get(key)
    return [layout.headings[each] for each in place.positions] if place else []


def _heads(batch: ImportBatch) -> list[Head] | None:
    try:
        return heads_of(uploads().sheets(batch.file_sha256, batch.file_name))
    except FileRefused:
        return None


def _layouts(batch: ImportBatch, heads: list[Head]) -> list[Layout]:
    """One a sheet, in the order of the file."""
    chosen = batch.chosen or queries.remembered(batch.created_by_id, headings_hash(heads))
    found = sorted(lay_out(heads, kind=batch.kind, chosen=chosen), key=lambda each: each.position)
    begun = next((head for head in heads if head.rows and not head.hidden), None)
    if batch.kind and begun and not any(each.kind for each in found):
        found[begun.position] = _bare(begun, batch.kind, begun.rows[0][0])
    return found


def _asked(heads: list[Head], layouts: list[Layout], kinds: list[Kind]) -> list[Layout]:
    """As the form says by now: another kind or another row of headings is laid out anew."""
    return [_as_asked(head, layout, kinds) for head, layout in zip(heads, layouts, strict=True)]


def _as_asked(head: Head, layout: Layout, kinds: list[Kind]) -> Layout:
    asked = request.form.get(f"kind{head.position}")
    row = request.form.get(f"row{head.position}", "")
    if asked is None:
        return layout
    kind = next((each for each in kinds if each == asked), None)
    header = int(row) if row.isascii() and row.isdigit() and len(row) < 5 else layout.header_row
    if (kind, header) == (layout.kind, layout.header_row):
        return layout
    found = lay_out([_from(head, header)], kind=kind)[0] if kind else Layout(position=head.position, name=head.name)
    return _bare(head, kind, header) if kind and found.header_row != header else found


def _from(head: Head, header: int) -> Head:
    """The sheet as if it began with that row."""
    kept = [(number, cells) for number, cells in head.rows if number >= header]
    return Head(position=head.position, name=head.name, rows=kept, hidden=False, is_1904=head.is_1904)


def _bare(head: Head, kind: Kind, header: int) -> Layout:
    """Nothing of it is found by name: everything is to be said."""
    chosen = {"0": {"kind": kind, "header_row": header, "columns": {}}}
    bare = Head(position=0, name=head.name, rows=head.rows, is_1904=head.is_1904)
    layout = lay_out([bare], chosen=chosen)[0]
    layout.position = head.position
    return layout


def _sheet(form: Any, layout: Layout, head: Head) -> dict[str, Any]:
    below = [cells for number, cells in head.rows if number > layout.header_row][:SAMPLES]

    def sample(place: int) -> list[str]:
        return [shown_raw(cells[place])[:40] for cells in below if place < len(cells) and cells[place] is not None]

    return {
        "name": layout.name,
        "kind": form[f"kind{layout.position}"],
        "row": form[f"row{layout.position}"],
        "columns": [(field, sample(field.place)) for field in form.columns(layout.position)],
        "values": list(form.values(layout.position).values()),
    }
