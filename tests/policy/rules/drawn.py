"""Random policies and facts: the same words, steps and rules in ever new combinations."""

import json
from datetime import date, timedelta
from functools import lru_cache

import yaml
from hypothesis import strategies as st

from teacher_growth.policy.rules.files import read_policy
from teacher_growth.policy.rules.reading.facts import read_facts

WORDS = {
    "codes": {"routes": ["self", "school", "online"]},
    "scales": {"levels": ["school", "county", "city", "province"]},
    "facts": {
        "born": "date",
        "rank": "code levels",
        "rural": "yes_no",
        "years": {"type": "number", "at_least": 0, "at_most": 60},
    },
    "records": {
        "training": {
            "fields": {
                "date": "date",
                "hours": {"type": "number", "unit": "hour", "at_least": 0, "at_most": 200},
                "route": "code routes",
                "work": "text",
            }
        },
        "postings": {"fields": {"from": "date", "to": "date", "away": "yes_no"}},
    },
}
PERIODS = {"school_year": {"every": "year", "starts": "09-01"}, "cycle": {"every": "P3Y", "starts": "2020-09-01"}}
AS_OF = date(2026, 8, 31)

keys = st.sampled_from([None, "record", "route", "school_year", ["route", "school_year"], "calendar_year"])
only = st.sampled_from([None, None, {"route": "school"}, {"hours": {"at_least": 20}}])


def _with(step, **more):
    return step | {name: value for name, value in more.items() if value is not None}


def monotone_steps():
    """Steps by which more records never give less."""
    caps = st.builds(lambda n, per, who: _with({"cap": n}, per=per, only=who), st.integers(0, 120), keys, only)
    return st.one_of(
        caps,
        st.builds(
            lambda n, per: _with({"best": n}, per=per), st.integers(1, 3), keys.filter(lambda key: key != "record")
        ),
        st.sampled_from([{"keep": {"route": ["self", "school"]}}, {"keep": {"hours": {"at_least": 5}}}]),
        st.sampled_from([{"keep": {"date": {"in": "cycle"}}}, {"drop": {"route": "online"}}]),
        st.builds(lambda n, per: _with({"void_below": n}, per=per), st.integers(1, 60), keys),
        st.builds(
            lambda way: {"round": {"to": 5, "way": way}}, st.sampled_from(["down", "up", "half_up", "half_even"])
        ),
    )


def other_steps():
    return st.sampled_from(
        [
            {"latest": 2},
            {"first": 1, "per": "route"},
            {"same": ["work"]},
            {"drop_highest": 1, "per": "route"},
            {"void": {"route": "online"}},
        ]
    )


def values(steps):
    chain = st.lists(steps, max_size=4)
    return st.builds(lambda found: {"from": "training", "steps": [{"worth": "hours"}, *found], "give": "sum"}, chain)


def needs(figures):
    return st.one_of(
        st.builds(lambda name, n: {"need": {name: {"at_least": n}}}, figures, st.integers(0, 200)),
        st.builds(lambda n: {"need": {"years": {"at_least": n}}}, st.integers(0, 40)),
        st.builds(lambda level: {"need": {"rank": {"at_least": level}}}, st.sampled_from(WORDS["scales"]["levels"])),
        st.just({"need": {"away_months": {"at_least": 12}}}),
        st.builds(lambda n: {"need": {"age": {"at_least": n}}}, st.integers(20, 60)),
    )


@st.composite
def policies(draw, steps):
    count = draw(st.integers(1, 3))
    named = {f"value_{place}": draw(values(steps)) for place in range(count)}
    named["age"] = {"age": {"born": "born", "on": "as_of"}}
    named["away_months"] = {
        "from": "postings",
        "steps": [{"keep": {"away": True}}, {"once": True}, {"length": {"in": "months"}}],
        "give": "sum",
    }
    named["in_period"] = {
        "from": "training",
        "steps": [{"keep": {"date": {"in": "period"}}}, {"worth": "hours"}],
        "give": "sum",
    }
    figures = st.sampled_from([f"value_{place}" for place in range(count)])
    rules = {}
    for place in range(draw(st.integers(1, 4))):
        code = f"rule_{place}"
        rules[code] = draw(
            st.one_of(
                needs(figures),
                st.builds(
                    lambda a, b, code=code: {"any": {f"{code}_a": a, f"{code}_b": b}}, needs(figures), needs(figures)
                ),
                st.builds(lambda need: {**need, "when": {"rural": True}}, needs(figures)),
                st.just(
                    {
                        "for_each": {"period": "school_year", "in": {"months": 36, "until": "as_of"}},
                        "need": {"in_period": {"at_least": 10}},
                        "pass": {"at_least": 2},
                    }
                ),
            )
        )
    return {
        "policy": "drawn", "version": "1", "source": {"document": "drawn"}, "words": WORDS, "periods": PERIODS,
        "values": named, "rules": rules, "amounts": {name: name for name in named if name != "in_period"},
    }  # fmt: skip


days = st.dates(date(2018, 1, 1), AS_OF).map(str)
hours = st.sampled_from([0, 1, 2.5, 6, 10, 24, 40, 90])


def maybe(strategy):
    return st.one_of(strategy, strategy, strategy, st.none())


def lines(known):
    wrap = (lambda strategy: strategy) if known else maybe
    return st.fixed_dictionaries(
        {
            "date": wrap(days),
            "hours": wrap(hours),
            "route": wrap(st.sampled_from(WORDS["codes"]["routes"])),
            "work": wrap(st.sampled_from(["a", "b", "c"])),
        }
    )


@st.composite
def postings(draw):
    start = draw(st.dates(date(2015, 1, 1), AS_OF))
    end = draw(st.one_of(st.none(), st.integers(0, 1500).map(lambda n: str(start + timedelta(n)))))
    return {"from": str(start), "to": end, "away": draw(st.booleans())}


def _numbered(records):
    return None if records is None else [{"id": f"r{place}", **each} for place, each in enumerate(records)]


@st.composite
def subjects(draw, known=True):
    wrap = (lambda strategy: strategy) if known else maybe
    return {
        "born": draw(wrap(st.dates(date(1960, 1, 1), date(2004, 1, 1)).map(str))),
        "rank": draw(wrap(st.sampled_from(WORDS["scales"]["levels"]))),
        "rural": draw(wrap(st.booleans())),
        "years": draw(wrap(st.integers(0, 45))),
        "training": _numbered(draw(wrap(st.lists(lines(known), max_size=7)))),
        "postings": _numbered(draw(wrap(st.lists(postings(), max_size=4)))),
    }


def judged(policy, people):
    """The verdicts of these people, by a policy as plain data."""
    text = yaml.safe_dump(policy, allow_unicode=True, sort_keys=False)
    return judged_by(text, people)


def judged_by(text, people):
    found = compiled(text)
    listed = [{"id": f"t{place}", **each} for place, each in enumerate(people)]
    facts = read_facts(json.dumps({"as_of": str(AS_OF), "subjects": listed}), "drawn.json", found.vocabulary)
    return found.judge(facts)["verdicts"]


@lru_cache(maxsize=8)
def compiled(text):
    return read_policy(text, "drawn.yaml")
