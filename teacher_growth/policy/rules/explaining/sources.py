"""What a finding says of itself beside its figures: its label, the reading chosen, the source it rests on."""

from typing import Any

from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.reading.marked import Marked


def label_of(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}


def reading_of(at: Marked | None) -> Any:
    if at is None:
        return None
    if at.mapping:
        return {name: item.plain() for name, item in at.mapping.items()}
    return {"chosen": at.plain(), "other": None}


def source(own: Marked | None, whole: Marked | None) -> dict[str, Any]:
    """What a rule rests on: its own source, completed by the policy's."""
    said: dict[str, Any] = {}
    for at in (whole, own):
        if at is not None:
            said |= dict(at.mapping) if at.mapping else {"article": at}

    def text(name: str) -> str | None:
        return None if name not in said or said[name].value is None else str(said[name].text)

    confirmed = said["confirmed"].value if "confirmed" in said else None
    if confirmed is None:
        confidence = text("confidence")
        confirmed = confidence in ("A", "B") if confidence else text("document") is not None
    return {"document": text("document"), "article": text("article"), "confirmed": bool(confirmed)}
