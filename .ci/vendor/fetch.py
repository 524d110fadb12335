"""Vendor the front end: `python .ci/vendor/fetch.py` installs the pins in a temporary folder and keeps a few files."""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATIC = ROOT / "teacher_growth" / "static"
VENDOR = STATIC / "vendor"
SPRITE = STATIC / "img" / "icons.svg"
TESTS = ROOT / "tests" / "browser" / "vendor"
MANIFEST = VENDOR / "MANIFEST.sha256"

FILES = {
    "bootstrap/dist/css/bootstrap.min.css": VENDOR / "bootstrap" / "bootstrap.min.css",
    "bootstrap/dist/js/bootstrap.bundle.min.js": VENDOR / "bootstrap" / "bootstrap.bundle.min.js",
    "bootstrap/LICENSE": VENDOR / "bootstrap" / "LICENSE",
    "chart.js/dist/chart.umd.min.js": VENDOR / "chartjs" / "chart.umd.min.js",
    "chart.js/LICENSE.md": VENDOR / "chartjs" / "LICENSE",
    "tom-select/dist/js/tom-select.complete.min.js": VENDOR / "tom-select" / "tom-select.complete.min.js",
    "tom-select/dist/css/tom-select.bootstrap5.min.css": VENDOR / "tom-select" / "tom-select.bootstrap5.min.css",
    "tom-select/LICENSE": VENDOR / "tom-select" / "LICENSE",
    "@tabler/icons/LICENSE": VENDOR / "tabler-icons" / "LICENSE",
    "axe-core/axe.min.js": TESTS / "axe.min.js",
    "axe-core/LICENSE": TESTS / "LICENSE",
}
FRAME = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
# fmt: off
ICONS = (
    "adjustments-horizontal", "alert-triangle", "arrow-back-up", "arrow-down", "arrow-up", "arrows-sort", "award",
    "ban", "bell", "book", "building", "camera", "certificate", "chart-bar", "check", "checklist", "chevron-down",
    "chevron-left", "chevron-right", "circle-check", "circle-dot", "circle-x", "clipboard-check", "clock", "copy",
    "device-mobile", "download", "file-text", "files", "help", "history", "home", "hourglass", "id", "info-circle",
    "key", "language", "link", "list-check", "lock", "logout", "message", "minus", "pencil", "photo", "plus", "printer",
    "refresh", "rosette", "school", "search", "send", "settings", "shield-check", "stairs-up", "table", "upload",
    "user", "users", "x",
)
# fmt: on


def copy(package_folder: Path) -> None:
    for source, target in FILES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        text = (package_folder / source).read_text(encoding="utf-8")
        text = re.sub(r"\n?(//|/\*)# sourceMappingURL=\S+?( ?\*/)?\s*$", "\n", text)
        target.write_text(text, encoding="utf-8", newline="\n")


def sprite(icons: Path) -> str:
    notice = "<!-- Tabler Icons, MIT licence, Copyright (c) Paweł Kuna; text in vendor/tabler-icons/LICENSE -->"
    symbols = []
    for name in ICONS:
        drawing = (icons / f"{name}.svg").read_text(encoding="utf-8")
        inner = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        if inner is None:
            raise ValueError(name)
        paths = re.sub(r">\s+<", "><", inner[1].strip()).replace(FRAME, "")
        symbols.append(
            f'<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
            f'stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
        )
    return "\n".join([notice, '<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def manifest() -> str:
    kept = sorted([*(p for p in VENDOR.rglob("*") if p.is_file() and p != MANIFEST), SPRITE, *TESTS.rglob("*")])
    return "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(ROOT).as_posix()}\n" for p in kept)


def main() -> None:
    for folder in (VENDOR, TESTS):
        shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(HERE / "package.json", folder)
        npm = shutil.which("npm") or "npm"
        options = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"]
        subprocess.run([npm, "install", *options], cwd=folder, check=True)  # noqa: S603 -- our own words only
        copy(folder / "node_modules")
        SPRITE.parent.mkdir(parents=True, exist_ok=True)
        drawings = folder / "node_modules" / "@tabler" / "icons" / "icons" / "outline"
        SPRITE.write_text(sprite(drawings), encoding="utf-8", newline="\n")
    MANIFEST.write_text(manifest(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
