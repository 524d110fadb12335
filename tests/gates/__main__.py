"""python -m tests.gates [--quick] [--only NAME] [--line START]: everything measured; exit 1 when a gate is red."""

import argparse
import importlib
import sys
import time

from tests.gates.report import Report

GATES = ("authz", "mutation", "tamper", "races", "kill", "workbooks")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.gates")
    parser.add_argument("--quick", action="store_true", help="a seeded sample of each")
    parser.add_argument("--only", choices=GATES, action="append", help="this gate (may be given again)")
    parser.add_argument(
        "--line", default="", metavar="START", help="authz, mutation: only what begins so, e.g. people."
    )
    parser.add_argument("--seed", type=int, default=20260901)
    parser.add_argument("--allow-open", action="store_true", help="the faults of open_faults.yaml do not count")
    asked = parser.parse_args()
    red = [name for name in asked.only or GATES if not run(name, asked)]
    return 1 if red else 0


def run(name: str, asked: argparse.Namespace) -> bool:
    start, report = time.perf_counter(), Report(name)
    more = {"start": asked.line} if name in ("authz", "mutation") else {}
    importlib.import_module(f"tests.gates.{name}").run(report, quick=asked.quick, seed=asked.seed, **more)
    report.sort_out_known(everything=not asked.quick and not asked.line)
    report.figures["seconds"] = round(time.perf_counter() - start, 1)
    report.print()
    return not (report.failures if asked.allow_open else report.failed)


if __name__ == "__main__":
    sys.exit(main())
