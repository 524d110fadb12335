"""The structure of the section `list`, and of the list in an answer."""

from teacher_growth.policy.rules.reading.policy_schema import (
    ABOUT,
    COND,
    LABEL,
    NULL,
    ROUND_WAYS,
    SCALAR,
    SOURCE,
    TEXT,
    VALUE,
    YES_NO,
    Schema,
    closed,
    either,
    entries,
    list_of,
    one_of,
)


def list_schema() -> Schema:
    key = either(
        closed({"by": either(VALUE, COND), "order": one_of("highest", "lowest"), "label": LABEL, "source": SOURCE},
               ("by", "order")),
        closed({"lot": VALUE, "label": LABEL, "source": SOURCE}, ("lot",)),
    )  # fmt: skip
    of = either(one_of("chosen", "places", "candidates"), VALUE)
    bound = either(closed({"share": VALUE, "round": ROUND_WAYS, "of": of}, ("share",)), VALUE)
    limit = closed({
        "label": LABEL, "source": SOURCE, "reading": ABOUT["reading"], "note": TEXT, "when": COND, "who": COND,
        "per": either(VALUE, list_of(VALUE, 1)), "keys": list_of(SCALAR, 1), "at_least": bound, "at_most": bound,
        "of": of, "round": ROUND_WAYS,
    })  # fmt: skip
    outside = either(closed({"who": COND, "at_most": VALUE, "label": LABEL, "source": SOURCE}, ("who",)), COND)
    nominate = either(closed({"times": VALUE, "round": ROUND_WAYS}, ("times",)), VALUE)
    return closed({
        "label": LABEL, "source": SOURCE, "note": TEXT, "places": VALUE, "among": COND, "rank": list_of(key, 1),
        "limits": entries(limit), "outside": outside, "choose": one_of("rank", "total"), "total": VALUE,
        "reserve": VALUE, "nominate": nominate, "must_fill": YES_NO,
    })  # fmt: skip


def list_answer(both: Schema, finding: Schema) -> Schema:
    """Properties of the list in an answer; more may come."""
    texts, name = list_of(TEXT), either(TEXT, NULL)
    ranked = _object(
        {"subject": TEXT, "rank": either({"type": "integer", "minimum": 1}, NULL), "keys": {"type": "array"}}
    )
    moved = _object({"subject": TEXT, "limit": TEXT, "replaced_by": name, "why": both})
    limit = {"allOf": [finding, {"type": "object", "required": ["subjects"]}]}
    missing = _object({"subject": name, "missing": texts})
    return _object({
        "feasible": either(YES_NO, NULL), "chosen": texts, "ranking": list_of(ranked), "limits": list_of(limit),
        "moved": list_of(moved), "clash": texts, "outside": texts, "reserve": texts, "missing": list_of(missing),
        "problems": list_of(both),
    }, optional=("outside", "reserve", "missing", "problems"))  # fmt: skip


def _object(properties: Schema, optional: tuple[str, ...] = ("why",)) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [each for each in properties if each not in optional],
    }
