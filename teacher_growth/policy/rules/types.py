"""Of what type a value is: what may be compared with it, and how it is written in an answer."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Codes:
    """A set of codes; of a scale the order counts, low to high. `open` takes any text (names of schools, of works)."""

    name: str
    codes: tuple[str, ...] = ()
    labels: tuple[object, ...] = ()
    ordered: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """`kind`: number, date, code, codes, yes_no, duration, period or records; `floor`: known never to be below it."""

    kind: str
    unit: str | None = None
    codes: Codes | None = None
    floor: int | None = None

    def with_unit(self, unit: str | None) -> "Type":
        return replace(self, unit=unit or self.unit)


NUMBER = Type("number")
DATE = Type("date", "date")
YES_NO = Type("yes_no")
DURATION = Type("duration")
PERIOD = Type("period")
TEXT = Type("code", codes=Codes("text", open=True))
RECORDS = Type("records")


def count_of(unit: str | None) -> Type:
    return Type("number", unit, floor=0)


def comparable(a: Type, b: Type) -> bool:
    """Whether values of these types may stand on two sides of a comparison."""
    if a.kind != b.kind:
        return False
    if a.kind != "code" or a.codes is None or b.codes is None:
        return True
    return a.codes.name == b.codes.name or a.codes.open and b.codes.open


def bounds(kind: str, codes: Codes | None = None) -> tuple[int, int]:
    """The least and greatest number that stands for a value of the type."""
    if kind == "yes_no":
        return 0, 1
    if kind == "date":
        return 1, LAST_DAY
    if kind == "code" and codes is not None and not codes.open:
        return 0, max(len(codes.codes) - 1, 0)
    if kind in ("code", "duration"):
        return 0, 10**12
    return -(10**12), 10**12


LAST_DAY = 3652059
"""9999-12-31: the last day of what has no end."""
DURATION_BASE = 10_000
"""A duration stands as months × 32 + days, days below that: so that they are ordered as numbers are."""
