"""What is doubtful of one person is nobody else's doubt."""

from tests.policy.rules.drawn import PERIODS, WORDS, judged

STEPS = [{"worth": "hours"}, {"keep": {"date": {"in": "cycle"}}}, {"void_below": 19, "per": "route"}]
POLICY = {
    "policy": "doubt", "version": "1", "words": WORDS, "periods": PERIODS,
    "values": {"total": {"from": "training", "steps": STEPS, "give": "sum"}}, "amounts": {"total": "total"},
}  # fmt: skip


def person(date, route):
    return {"training": [{"id": "r0", "date": date, "hours": 24, "route": route, "work": "a"}]}


def test_ones_doubt_does_not_take_anothers_away():
    undated, sure = person(None, "school"), person("2024-01-01", "school")
    together = judged(POLICY, [undated, sure, person("2024-01-01", None)])
    assert [each["amounts"]["total"]["value"] for each in together] == [None, 24, None]
