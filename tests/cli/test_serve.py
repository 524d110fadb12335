"""The supervisor behind `make run`, with real processes and real signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click
import pytest

from teacher_growth.cli.serve import announce_when_ready, refuse_taken_port, usable_address, web_command

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")

ROOT = Path(__file__).resolve().parents[2]
SERVE = ROOT / "teacher_growth" / "cli" / "serve.py"
SUPERVISE = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("serve", sys.argv[3])
serve = importlib.util.module_from_spec(spec)
spec.loader.exec_module(serve)  # alone: without the application a supervisor starts at once
commands = json.loads(sys.argv[1])
with serve.Processes(float(sys.argv[2])) as processes:
    if "step" in commands:
        sys.exit(processes.run(commands["step"]))
    for name, command in commands.items():
        processes.start(name, command)
    sys.exit(processes.watch(lambda: True))
"""
HERE = "import os, pathlib, signal, subprocess, sys, time; pathlib.Path(sys.argv[1]).write_text(str(os.getpid())); "
STAYS = HERE + "time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS
WITH_A_CHILD = HERE + "subprocess.run([sys.executable, '-c', sys.argv[2], sys.argv[1] + '.child', ''])"


class Supervisor:
    """Over children given as Python texts; each leaves its pid in the file of its name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self, *, patience: float = 5, **children: str) -> None:
        commands = {
            name: [sys.executable, "-c", text, str(self.folder / name), STAYS] for name, text in children.items()
        }
        command = [sys.executable, "-c", SUPERVISE, json.dumps(commands), str(patience), str(SERVE)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def pid_of(self, name: str) -> int:
        return int(soon(lambda: (self.folder / name).exists() and (self.folder / name).read_text()))

    def tell(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        _, words = self.process.communicate(timeout=20)
        return self.process.returncode, words

    def clear_away(self) -> None:
        self.process.kill()
        self.process.communicate()
        for mark in self.folder.iterdir():
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(mark.read_text()), signal.SIGKILL)


def soon(answer, seconds=10.0):
    """What answer() says as soon as it says something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := answer():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def has_ended(pid: int) -> bool:
    """A zombie whose parent went first counts as ended."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except ProcessLookupError:
        return True
    except FileNotFoundError:  # gone between the two, or a system without /proc
        return Path("/proc/self").exists()


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path)
    yield made
    made.clear_away()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both_and_that_is_no_failure(supervisor, number):
    supervisor.start(web=STAYS, worker=STAYS)
    pids = [supervisor.pid_of("web"), supervisor.pid_of("worker")]
    supervisor.tell(number)
    assert supervisor.end() == (0, "")
    assert all(has_ended(pid) for pid in pids)


@pytest.mark.parametrize(("ending", "code"), [("sys.exit(3)", 3), ("pass", 1), ("os.kill(os.getpid(), 9)", 137)])
def test_when_one_has_ended_the_other_is_ended_and_the_exit_code_tells(supervisor, ending, code):
    other = f"while not os.path.exists({str(supervisor.folder / 'web')!r}): time.sleep(0.02)\n"
    supervisor.start(web=STAYS, worker=HERE + "\n" + other + ending)
    web = supervisor.pid_of("web")
    returned, words = supervisor.end()
    assert returned == code
    assert "worker process has ended" in words
    assert has_ended(web)


def test_one_that_does_not_listen_is_killed(supervisor):
    supervisor.start(patience=0.3, web=STAYS, worker=DEAF)
    worker, _ = supervisor.pid_of("worker"), supervisor.pid_of("web")
    supervisor.tell(signal.SIGTERM)
    returned, words = supervisor.end()
    assert returned == 0
    assert "worker process did not end" in words
    assert has_ended(worker)


def test_children_of_children_are_ended_too(supervisor):
    supervisor.start(web=WITH_A_CHILD, worker=STAYS)
    grandchild, _ = supervisor.pid_of("web.child"), supervisor.pid_of("worker")
    supervisor.tell(signal.SIGINT)
    assert supervisor.end()[0] == 0
    soon(lambda: has_ended(grandchild))


def test_a_signal_while_preparing_ends_the_step(supervisor):
    supervisor.start(step=STAYS)
    step = supervisor.pid_of("step")
    supervisor.tell(signal.SIGINT)
    assert supervisor.end()[0] == 130
    assert has_ended(step)


def test_a_step_hands_on_its_exit_code(supervisor):
    supervisor.start(step=HERE + "sys.exit(4)")
    assert supervisor.end()[0] == 4


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_said_with_what_to_do(taken):
    with pytest.raises(click.ClickException, match=rf"Port {taken} is in use: .*PORT=\d+ make run"):
        refuse_taken_port("127.0.0.1", taken)


def test_an_address_of_another_machine_is_refused_with_what_to_do():
    with pytest.raises(click.ClickException, match="leave HOST unset"):
        refuse_taken_port("192.0.2.1", 8000)


def test_the_address_is_said_once_someone_answers(taken, capsys):
    assert announce_when_ready("127.0.0.1", taken)
    assert f"http://127.0.0.1:{taken}" in capsys.readouterr().out


def test_a_host_that_is_a_name_is_not_used(capsys):
    assert usable_address("x86_64-linux-gnu") == "127.0.0.1"
    assert "is not an address" in capsys.readouterr().err
    assert usable_address("192.0.2.1") == "192.0.2.1"


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_web_command_binds_what_was_asked(host, bound):
    assert f"--bind={bound}" in web_command(host, 8000)
