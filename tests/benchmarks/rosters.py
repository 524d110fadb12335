"""A city's roster as a clerk has it: so many people of so many schools, with planted errors that have to be named."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from teacher_growth.sheets import Kind, spec

SEED = 20260901
HEADINGS = tuple(
    spec(Kind.PEOPLE).column(key).heading
    for key in ("staff_number", "name", "sex", "birth_date", "stage", "subject", "organisation", "employment", "since")
)
NUMBER, NAME, SEX, BORN, STAGE, SUBJECT, SCHOOL, EMPLOYMENT, SINCE = range(9)
FURTHER = 21  # columns nobody takes, up to the thirty a roster has
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国玉兰红"
Cells = list[Any]


@dataclass(frozen=True)
class Planted:
    """An error that has to be named: row, column, code."""

    row: int
    column: str
    code: str


@dataclass(frozen=True)
class Breaker:
    column: int
    code: str
    spoil: Callable[[Cells], Any]


BREAKERS = (
    Breaker(NUMBER, "identifier_number", lambda cells: float(cells[NUMBER][1:])),
    Breaker(NUMBER, "identifier_digits_lost", lambda _cells: 3.3040219900101e17),
    Breaker(NUMBER, "identifier_scientific", lambda _cells: "3.30402E+17"),
    Breaker(NUMBER, "missing", lambda _cells: None),
    Breaker(NAME, "missing", lambda _cells: None),
    Breaker(NAME, "error_value", lambda _cells: "#N/A"),
    Breaker(NAME, "lost_character", lambda cells: cells[NAME] + "\ufffd"),
    Breaker(SEX, "code_unknown", lambda _cells: "雄"),
    Breaker(BORN, "date_ambiguous", lambda _cells: "3/4/1985"),
    Breaker(BORN, "date_impossible", lambda _cells: "1985-02-30"),
    Breaker(BORN, "date_unreadable", lambda _cells: "一九八五年"),
    Breaker(STAGE, "code_unknown", lambda _cells: "大学"),
    Breaker(SUBJECT, "code_unknown", lambda _cells: "炼金术"),
    Breaker(SCHOOL, "organisation_unknown", lambda _cells: "没有这所学校"),
    Breaker(EMPLOYMENT, "code_unknown", lambda _cells: "不详"),
    Breaker(SINCE, "needed_for_new", lambda _cells: None),
    Breaker(SINCE, "date_range", lambda _cells: "1815-09-01"),
)


class Roster:
    """`people` rows below the headings, `errors` of them spoilt."""

    def __init__(self, people: int, schools: list[str], *, errors: int = 0, seed: int = SEED) -> None:
        self.people, self.schools, self.seed = people, schools, seed
        chosen = random.Random(seed).sample(range(people), errors)  # noqa: S311 -- test data
        self.spoilt = {place: BREAKERS[count % len(BREAKERS)] for count, place in enumerate(sorted(chosen))}

    @property
    def planted(self) -> list[Planted]:
        return [Planted(place + 2, chr(65 + each.column), each.code) for place, each in self.spoilt.items()]

    def rows(self) -> Iterator[Cells]:
        chance = random.Random(self.seed)  # noqa: S311 -- test data
        for place in range(self.people):
            cells = _person(place, chance, self.schools)
            if place in self.spoilt:
                breaker = self.spoilt[place]
                cells[breaker.column] = breaker.spoil(cells)
            yield cells

    def write(self, path: Path, *, width: int = len(HEADINGS) + FURTHER) -> Path:
        from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy

        further = [f"附加{place}" for place in range(width - len(HEADINGS))]
        with Workbook(str(path), {"constant_memory": True}) as book:
            sheet = book.add_worksheet(spec(Kind.PEOPLE).name)
            for number, cells in enumerate((list(HEADINGS), *self.rows())):
                for column, cell in enumerate([*cells, *(further if number == 0 else ["某"] * len(further))]):
                    if isinstance(cell, str):
                        sheet.write_string(number, column, cell)
                    elif cell is not None:
                        sheet.write_number(number, column, cell)
        return path


def _person(place: int, chance: random.Random, schools: list[str]) -> Cells:
    born = date(1966, 1, 1) + timedelta(days=chance.randrange(12_000))
    name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(("", *GIVEN))
    since = date(born.year + 23, 9, 1)
    return [
        f"R{place:07}", name, chance.choice("男女"), born.isoformat(), chance.choice(("小学", "初中", "普通高中")),
        chance.choice(("语文", "数学", "英语", "科学")), schools[place % len(schools)],
        chance.choice(("在编", "合同制")), since.isoformat(),
    ]  # fmt: skip
