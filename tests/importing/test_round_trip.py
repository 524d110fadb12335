"""What was exported and is imported again changes nothing: every kind, every format, on a whole town."""

import json
import shutil
from datetime import date

import pytest

from teacher_growth.demo import build as building
from teacher_growth.exporting.kinds import EXPORTED
from teacher_growth.sheets import Kind
from tests.factories.importing import a_csv, a_person_row, a_table

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


def test_a_whole_system_comes_into_an_empty_one_by_one_command(app, tmp_path):
    """Organisations, people, their facts, achievements and training: each row may speak of what the file itself brings.

    People who have left are known only where they were already; pairs need their people on record.
    """
    folder = tmp_path / "all"
    folder.mkdir()
    school = {"organisation": "示例小学"}
    person = {"staff_number": "A0001", "name": "王芳"}
    tables = {
        Kind.ORGANISATIONS: [
            {"name": "示例小学", "kind": "学校", "parent": "示例县", "school_type": "小学"},
            {"name": "示例县", "kind": "教育局", "parent": "示例市"}, {"name": "示例市", "kind": "市教育局"},
        ],
        Kind.PEOPLE: [a_person_row(**school), a_person_row(staff_number="A0002", organisation="示例小学", since="")],
        Kind.TITLES: [person | {"level": "一级教师", "valid_from": "2020-12-01"},
                      {"staff_number": "A0002", "level": "一级教师", "valid_from": "2020-12-01"}],
        Kind.ACHIEVEMENTS: [person | {"kind": "论文", "title": "某文", "level": "县级教育部门", "grade": "二等",
                                      "issuer": "某局", "issued_on": "2024-05-20"}],
        Kind.TRAINING: [person | {"title": "某研修", "provider": "某校", "route": "校本研修", "starts_on": "2025-10-08",
                                  "ends_on": "2025-10-10", "amount": "12", "unit": "学时"}],
        Kind.CREDITS: [person | {"school_year": "2024", "route": "自主选课", "amount": "24", "voucher": "省平台"}],
    }  # fmt: skip
    for kind, rows in tables.items():
        shutil.copy(a_csv(a_table(kind, rows)), folder / f"{kind}.csv")
    runner = app.test_cli_runner()
    told = json.loads(runner.invoke(args=["import", "run", "all", str(folder), "--json"]).stdout)
    refused = [(one["kind"], each["row"], each["code"]) for one in told["results"] for each in one["errors"]]
    assert refused == [("people", 3, "needed_for_new"), ("titles", 3, "person_unknown_here")]
    done = runner.invoke(args=["import", "run", "all", str(folder), "--accept-good", "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, [(each["kind"], each["created"], each["refused"]) for each in told["results"]]) == (1, [
        ("organisations", 3, 0), ("people", 1, 1), ("titles", 1, 1), ("achievements", 1, 0), ("training", 1, 0),
        ("credits", 1, 0),
    ])  # fmt: skip
    assert runner.invoke(args=["import", "undo", str(told["batch"])]).exit_code == 0
