"""Each gate's quick sample. In a process of its own: gates patch, fork and kill."""

import subprocess
import sys

import pytest

from tests.gates.__main__ import GATES


@pytest.mark.parametrize("gate", GATES)
def test_gate_is_green(gate):
    command = [sys.executable, "-W", "error", "-m", "tests.gates", "--quick", "--allow-open", "--only", gate]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
