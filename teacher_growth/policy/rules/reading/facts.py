"""Facts as handed in: who is judged, with what is known of each, made exact by the vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from teacher_growth.policy.rules.reading.json_text import lines, load_json
from teacher_growth.policy.rules.reading.marked import Marked
from teacher_growth.policy.rules.reading.problems import FactsError, Problem, known_names
from teacher_growth.policy.rules.reading.subjects import Subject, SubjectReader
from teacher_growth.policy.rules.reading.values import said
from teacher_growth.policy.rules.reading.vocabulary import Value, Vocabulary

OF_FILE = ("as_of", "calendars", "list", "subjects")


@dataclass(frozen=True, slots=True)
class Calendars:
    """Days as ordinals; None where that part was not handed in. Terms are in order, their last day included."""

    terms: tuple[tuple[int, int], ...] | None = None
    holidays: frozenset[int] | None = None
    workdays: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class FactsFile:
    """`given`: ids of a list to be checked; None where one is to be chosen, or there is none."""

    as_of: int | None
    calendars: Calendars
    list_facts: Mapping[str, Value]
    given: tuple[str, ...] | None
    subjects: list[Subject] = field(default_factory=list)


def read_facts(content: str | bytes, file: str, vocabulary: Vocabulary) -> FactsFile:
    """FACTS.json in each of its forms. Raises FactsError with every problem found."""
    text = _text(content, file)
    try:
        return facts_from(load_json(text, file), vocabulary, file)
    except FactsError as error:
        at = lines(text) if any(each.line == 0 for each in error.problems) else {}
        raise FactsError([_placed(each, at) for each in error.problems]) from None


def facts_in(node: Marked, vocabulary: Vocabulary) -> FactsFile:
    """The same forms written in YAML, as cases have them. Raises FactsError."""
    at = {each.path: each.line for each in node.walk()}
    try:
        return facts_from(node.raw(), vocabulary, node.file, node.path)
    except FactsError as error:
        raise FactsError([_placed(each, at) for each in error.problems]) from None


def facts_from(data: Any, vocabulary: Vocabulary, file: str, path: str = "") -> FactsFile:
    """From plain data; the problems of its FactsError have no lines."""
    reader = _FactsReader(vocabulary, file)
    found = reader.file(data, path)
    if reader.problems:
        raise FactsError(reader.problems)
    return found


def _text(content: str | bytes, file: str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FactsError([Problem(file, line, "", "not UTF-8 text", "save the file with the encoding UTF-8")]) from None


def _placed(problem: Problem, at: Mapping[str, int]) -> Problem:
    """With the line of its path, or of the nearest place around it."""
    path, line = problem.path, problem.line
    while not line and path:
        line = at.get(path, 0)
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return Problem(problem.file, line or at.get("", 1), problem.path, problem.message, problem.hint)


class _FactsReader:
    def __init__(self, vocabulary: Vocabulary, file: str) -> None:
        self.vocabulary = vocabulary
        self.name = file
        self.problems: list[Problem] = []
        self.reader = SubjectReader(vocabulary, self.wrong)

    def wrong(self, path: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.name, 0, path, message, hint))

    def file(self, data: Any, path: str) -> FactsFile:
        dot = f"{path}." if path else ""
        if isinstance(data, list):
            return FactsFile(None, Calendars(), self.list_facts({}, ""), None, self.subjects(data, path))
        if not isinstance(data, dict):
            self.wrong(path, f"a subject, a list of subjects or an object with subjects is expected, not {said(data)}")
            return FactsFile(None, Calendars(), {}, None)
        if "subjects" not in data:
            return FactsFile(None, Calendars(), self.list_facts({}, ""), None, self.one(data, path))
        for name in data:
            if name not in OF_FILE:
                hint = f"{known_names(name, OF_FILE)}; facts of a person stand inside subjects"
                self.wrong(f"{dot}{name}", f"{name!r} is not known here", hint)
        as_of = self.reader.as_of(data.get("as_of"), f"{dot}as_of")
        calendars = self.calendars(data.get("calendars"), f"{dot}calendars")
        subjects = self.subjects(data["subjects"], f"{dot}subjects")
        listed = data.get("list")
        if listed is not None and not isinstance(listed, dict):
            self.wrong(f"{dot}list", f"the facts of the round are expected, not {said(listed)}", '{"places": 40}')
        listed = listed if isinstance(listed, dict) else {}
        given = self.given(listed.get("given"), f"{dot}list.given", {each.id for each in subjects})
        return FactsFile(as_of, calendars, self.list_facts(listed, f"{dot}list"), given, subjects)

    def one(self, data: dict[str, Any], path: str) -> list[Subject]:
        if misplaced := sorted({"calendars", "list"} & set(data) - self.vocabulary.names):
            self.wrong(path, f"{misplaced[0]} without subjects", 'put the subject under "subjects": [{…}]')
            return []
        return [self.reader.subject(data, path, "subject")]

    def subjects(self, data: Any, path: str) -> list[Subject]:
        if not isinstance(data, list):
            self.wrong(path, f"a list of subjects is expected, not {said(data)}", "[{…}, {…}]")
            return []
        found = [self.reader.subject(each, f"{path}[{place}]", f"subjects[{place}]") for place, each in enumerate(data)]
        seen: set[str] = set()
        for place, each in enumerate(found):
            if each.id in seen:
                self.wrong(f"{path}[{place}].id", f"the id {each.id!r} stands twice", "each subject has its own")
            seen.add(each.id)
        return found

    def list_facts(self, data: dict[str, Any], path: str) -> dict[str, Value]:
        facts = {name: raw for name, raw in data.items() if name != "given"}
        return self.reader.values(facts, self.vocabulary.list_words, path, "declare it under words, list")

    def given(self, raw: Any, path: str, ids: set[str]) -> tuple[str, ...] | None:
        if raw is None:
            return None
        if not isinstance(raw, list):
            self.wrong(path, f"a list of ids is expected, not {said(raw)}")
            return None
        for place, each in enumerate(raw):
            if str(each) not in ids:
                self.wrong(f"{path}[{place}]", f"{said(each)} is the id of no subject", known_names(str(each), ids))
            elif each in raw[:place]:
                self.wrong(f"{path}[{place}]", f"{said(each)} is given twice")
        return tuple(str(each) for each in raw)

    def calendars(self, raw: Any, path: str) -> Calendars:
        if raw is None:
            return Calendars()
        if not isinstance(raw, dict):
            self.wrong(
                path, f"calendars are an object, not {said(raw)}", '{"terms": [], "holidays": [], "workdays": []}'
            )
            return Calendars()
        for name in raw:
            if name not in ("terms", "holidays", "workdays"):
                self.wrong(f"{path}.{name}", f"{name!r} is no calendar", known_names(name, Calendars.__slots__))
        days = {name: self.days(raw.get(name), f"{path}.{name}") for name in ("holidays", "workdays")}
        return Calendars(self.terms(raw.get("terms"), f"{path}.terms"), **days)

    def days(self, raw: Any, path: str) -> frozenset[int] | None:
        if raw is None:
            return None
        if not isinstance(raw, list):
            self.wrong(path, f"a list of dates is expected, not {said(raw)}")
            return None
        found = [self.reader.as_of(each, f"{path}[{place}]") for place, each in enumerate(raw)]
        return frozenset(each for each in found if each is not None)

    def terms(self, raw: Any, path: str) -> tuple[tuple[int, int], ...] | None:
        if raw is None:
            return None
        found = []
        for place, each in enumerate(raw if isinstance(raw, list) else [raw]):
            here = f"{path}[{place}]"
            if not isinstance(each, dict) or not {"from", "to"} <= set(each) <= {"from", "to", "label"}:
                self.wrong(here, "a term has from and to", '{"from": "2026-02-16", "to": "2026-06-30"}')
                continue
            begins, ends = self.reader.as_of(each["from"], f"{here}.from"), self.reader.as_of(each["to"], f"{here}.to")
            if begins is not None and ends is not None:
                if ends < begins:
                    self.wrong(f"{here}.to", "to lies before from", "to is the last day included")
                found.append((begins, ends))
        found.sort()
        if any(later[0] <= earlier[1] for earlier, later in zip(found, found[1:], strict=False)):
            self.wrong(path, "two terms overlap", "to is the last day included")
        return tuple(found)
