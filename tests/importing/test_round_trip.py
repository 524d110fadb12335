"""What was exported and is imported again changes nothing: every kind, every format, on a whole town."""

import json
from datetime import date

import pytest

from teacher_growth.demo import build as building
from teacher_growth.exporting.kinds import EXPORTED

DAY = date(2026, 11, 20)
OF_ISSUE = {
    "people", "postings", "titles", "honours", "achievements", "training", "pairs", "organisations", "degrees",
    "teaching", "certificates", "assessments", "leaves",
}  # fmt: skip


@pytest.fixture
def said(app, tmp_path):
    """said(kind, format) → what import says of that export."""
    runner = app.test_cli_runner()

    def run(kind, format_):
        path = tmp_path / f"{kind}.{format_}"
        written = runner.invoke(args=["export", kind, "--format", format_, "--out", str(path)])
        assert written.exit_code == 0, written.output
        result = runner.invoke(args=["import", "run", kind, str(path), "--json"])
        told = json.loads(result.stdout)
        told["exit"] = result.exit_code
        return told

    return run


def test_every_kind_of_the_issue_is_exported():
    assert {each.value for each in EXPORTED} >= OF_ISSUE


@pytest.mark.both_databases
def test_a_town_exported_and_imported_again_is_unchanged(app, database, said):
    building.build(size="town" if database == "sqlite" else "hamlet", seed=building.SEED, today=DAY)
    formats = ("csv", "xlsx", "json") if database == "sqlite" else ("xlsx",)
    differing, rows = [], {}
    for kind in EXPORTED:
        for format_ in formats:
            told = said(kind.value, format_)
            rows[kind.value] = told["rows"]
            same = told["unchanged"] == told["rows"] and told["exit"] == 0 and not told["errors"]
            if not same or told["warnings"]:
                differing.append((kind.value, format_, told))
    assert [(k, f, t["errors"][:2], t["warnings"][:2], t["created"], t["updated"]) for k, f, t in differing] == []
    assert min(rows.values()) > 0
