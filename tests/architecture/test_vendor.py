"""What is vendored is what was fetched: no file changed, none more, none less."""

import hashlib
import json
import re
from pathlib import Path

from teacher_growth.web.navigation import SIDE
from teacher_growth.web.words import TONES

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "teacher_growth" / "static" / "vendor"
MANIFEST = VENDOR / "MANIFEST.sha256"


def vendored() -> list[Path]:
    files = [path for path in VENDOR.rglob("*") if path.is_file() and path != MANIFEST]
    tests = [path for path in (ROOT / "tests" / "browser" / "vendor").rglob("*") if path.is_file()]
    return [*files, *tests, ROOT / "teacher_growth" / "static" / "img" / "icons.svg"]


def drawn() -> set[str]:
    sprite = (ROOT / "teacher_growth" / "static" / "img" / "icons.svg").read_text(encoding="utf-8")
    return set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))


def test_vendored_files_equal_the_manifest() -> None:
    lines = (line.split("  ", 1) for line in MANIFEST.read_text(encoding="utf-8").splitlines())
    listed = {name: digest for digest, name in lines}
    found = {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in vendored()}
    assert found == listed


def test_vendored_scripts_name_no_source_map() -> None:
    named = [path.name for path in vendored() if "sourceMappingURL=" in path.read_text(encoding="utf-8")]
    assert named == []


def test_pins_are_exact() -> None:
    pins = json.loads((ROOT / ".ci" / "vendor" / "package.json").read_text(encoding="utf-8"))
    versions = {**pins["dependencies"], **pins["devDependencies"]}
    assert {name: v for name, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}


def test_every_icon_used_is_in_the_sprite() -> None:
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    used = {name for page in pages for name in re.findall(r"""\b(?:icon\(|mark=)["']([a-z0-9-]+)""", page)}
    assert used - drawn() == set()


def test_every_icon_of_the_menu_and_of_states_is_in_the_sprite() -> None:
    states = {icon for tones in TONES.values() for _, icon in tones.values()}
    assert ({entry.icon for entry in SIDE} | states) - drawn() == set()
