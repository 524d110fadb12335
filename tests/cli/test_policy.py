"""flask policy: what is printed, what is said on stderr, and the exit code."""

import json

import pytest

POLICY = """policy: example.hours
version: "1"
words:
  records: {training: {fields: {date: date, hours: {type: number, unit: hour, at_least: 0}}}}
parameters: {required: {value: 72, unit: hour}}
values: {total: {from: training, steps: [{worth: hours}], give: sum}}
rules: {enough: {need: {total: {at_least: required}}}}
cases:
  - name: short
    as_of: 2026-08-31
    facts: {training: [{date: 2026-03-01, hours: 57.5}]}
    expect: {outcome: not_met, findings: {enough: {shortfall: SHORT}}}
"""
SOUND = POLICY.replace("SHORT", "14.5")


@pytest.fixture
def run(app, tmp_path):
    def run(*args, text=SOUND, facts='{"id": "t1", "training": [{"id": "r1", "hours": 57.5}]}'):
        (tmp_path / "p.yaml").write_text(text)
        (tmp_path / "f.json").write_text(facts)
        paths = {"P": str(tmp_path / "p.yaml"), "F": str(tmp_path / "f.json")}
        return app.test_cli_runner().invoke(args=["policy", *(paths.get(each, each) for each in args)])

    return run


def test_check_runs_the_cases(run):
    assert (run("check", "P").exit_code, run("check", "P", text=POLICY.replace("SHORT", "3")).exit_code) == (0, 1)
    assert "enough.shortfall: expected 3, got 14.5" in run("check", "P", text=POLICY.replace("SHORT", "3")).stderr


def test_judge_prints_one_object(run):
    found = run("judge", "P", "--facts", "F", "--as-of", "2026-08-31")
    verdict = json.loads(found.stdout)["verdicts"][0]
    assert (found.exit_code, verdict["outcome"], verdict["next"][0]["shortfall"]) == (0, "not_met", 14.5)
    assert verdict["as_of"] == "2026-08-31"


def test_another_value_of_a_parameter(run):
    found = run("judge", "P", "--facts", "F", "--set", "required=50")
    assert json.loads(found.stdout)["verdicts"][0]["outcome"] == "met"


@pytest.mark.parametrize(
    ("args", "change", "code", "said"),
    [
        ((), {"text": POLICY.replace("at_least: required", "atleast: required")}, 1, "did you mean at_least?"),
        ((), {"facts": '{"trainig": []}'}, 2, "did you mean training?"),
        (("--set", "requird=1"), {}, 2, "there is no parameter"),
        (("--set", "required"), {}, 2, "has no value"),
        (("--as-of", "31.8.2026"), {}, 2, "is no date"),
    ],
)
def test_what_is_wrong_is_told_by_the_exit_code(run, args, change, code, said):
    found = run("judge", "P", "--facts", "F", *args, **change)
    assert (found.exit_code, found.stdout) == (code, "")
    assert said in found.stderr


def test_words_and_schemas(run):
    assert "born" in json.loads(run("facts").stdout)["facts"]
    assert json.loads(run("schema", "verdict").stdout)["$schema"].endswith("2020-12/schema")
