"""What a gate found: counts, failures, figures. A fault known and not yet mended stands in open_faults.yaml."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

SHOWN = 200
OPEN_FAULTS = Path(__file__).with_name("open_faults.yaml")


@dataclass
class Report:
    name: str
    passed: int = 0
    failures: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    figures: dict[str, object] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    def check(self, good: bool, words: str) -> bool:
        if good:
            self.passed += 1
        else:
            self.failures.append(words)
        return good

    def add(self, figure: str, count: float = 1) -> None:
        self.figures[figure] = self.figures.get(figure, 0) + count  # type: ignore[operator]  # all figures that are added are numbers

    def sort_out_known(self, *, everything: bool) -> None:
        """Moves failures that open_faults.yaml explains; an explanation nothing fails for any more is a failure."""
        lines = yaml.safe_load(OPEN_FAULTS.read_text()) or {}
        for start, why in (lines.get(self.name) or {}).items():
            met = [each for each in self.failures if each.startswith(start)]
            self.known += [f"{each}  [{why}]" for each in met]
            self.failures = [each for each in self.failures if each not in met]
            if everything and not met:
                self.failures.append(f"open_faults.yaml: {start!r} is mended, take the line out")

    @property
    def failed(self) -> int:
        return len(self.failures) + len(self.known)

    def print(self) -> None:
        for title, lines in (("FAILED", self.failures), ("open", self.known), ("skipped", self.skipped)):
            for line in lines[:SHOWN]:
                print(f"  {title}: {line}")
            if len(lines) > SHOWN:
                print(f"  {title}: … and {len(lines) - SHOWN} more")
        figures = ", ".join(f"{count} {name}" for name, count in self.figures.items())
        words = f"{self.name}: {self.passed} passed, {self.failed} failed"
        print(words + (f" ({len(self.known)} open)" if self.known else "") + (f" · {figures}" if figures else ""))
