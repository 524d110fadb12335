"""`flask serve`: prepares the home, then runs web and worker under one command."""

import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from types import FrameType, TracebackType
from typing import Self

import click

Command = Sequence[str]

WINDOWS = sys.platform == "win32"
LOOPBACK = "127.0.0.1"
PATIENCE = 10.0  # seconds from the request to end until a process is killed
TICK = 0.1
STOP_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
FLASK = [sys.executable, "-u", "-m", "flask", "--app", "wsgi"]
STEPS = [[*FLASK, "demo", "build", "--size", "town", "--if-empty"], [*FLASK, "demo", "logins"]]
WORKER = [*FLASK, "jobs", "work"]


@click.command()
@click.option("--host", envvar="HOST", default=LOOPBACK, show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """The demo town: web and worker together; Ctrl-C ends both."""
    host = usable_address(host)
    refuse_taken_port(host, port)
    with Processes() as processes:
        for step in STEPS:
            if code := processes.run(step):
                sys.exit(code)
        processes.start("web", web_command(host, port))
        processes.start("worker", WORKER)
        sys.exit(processes.watch(lambda: announce_when_ready(host, port)))


def usable_address(host: str) -> str:
    """Some shells and tools put a machine's name into HOST: only an address counts."""
    if host == "localhost":
        return LOOPBACK
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        click.echo(f"HOST={host} is not an address, so {LOOPBACK} is used.", err=True)
        return LOOPBACK


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(refusal(error, host, port)) from None


def refusal(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"Port {port} is in use: end what runs there, or take another one: PORT={other} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed here: take one above 1023: PORT=8000 make run"
    return f"{host}:{port} cannot be used ({error.strerror}): leave HOST unset, or set it to an address of this machine"


def web_command(host: str, port: int) -> Command:
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if WINDOWS:
        return [sys.executable, "-u", "-m", "waitress", f"--listen={address}", "--threads=8", "wsgi:app"]
    gunicorn = [sys.executable, "-u", "-m", "gunicorn", f"--bind={address}", "--worker-class=gthread"]
    quiet = ["--no-control-socket", "--log-level=warning"]  # the socket would be one for all of a person's servers
    return [*gunicorn, "--workers=2", "--threads=4", "--graceful-timeout=8", *quiet, "wsgi:app"]


def announce_when_ready(host: str, port: int) -> bool:
    """Says the address as soon as someone answers there."""
    reachable = {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound
    with suppress(OSError), socket.create_connection((reachable, port), timeout=1):
        shown = f"[{reachable}]" if ":" in reachable else reachable
        click.echo(f"\n  Ready: http://{shown}:{port}   (Ctrl-C ends it)\n")
        return True
    return False


class Processes:
    """Processes that end together: all when asked to (Ctrl-C, SIGTERM), the others when one has ended."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.asked_to_stop = False
        self._restore = ExitStack()

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            if number != signal.SIGINT and signal.getsignal(number) == signal.SIG_IGN:
                continue  # nohup
            self._restore.callback(signal.signal, number, signal.signal(number, self._ask))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._restore:
            self.stop()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def start(self, name: str, command: Command) -> None:
        # A group of its own: Ctrl-C in the terminal reaches this process only, which ends each child once and in order.
        self.running[name] = subprocess.Popen(  # noqa: S603 -- commands of this file
            command, stdin=subprocess.DEVNULL, start_new_session=not WINDOWS
        )

    def run(self, command: Command) -> int:
        """One step to its end; its exit code, or 130 when asked to stop meanwhile."""
        self.start("step", command)
        step = self.running["step"]
        while step.poll() is None and not self.asked_to_stop:
            time.sleep(TICK)
        if self.asked_to_stop:
            return 128 + signal.SIGINT
        del self.running["step"]
        return exit_code(step)

    def watch(self, ready: Callable[[], bool]) -> int:
        """Until asked to stop (0), or until one has ended: its code, 1 if it ended as if nothing had happened."""
        announced = False
        while not self.asked_to_stop:
            for name, process in self.running.items():
                if process.poll() is not None:
                    code = exit_code(process)
                    click.echo(f"The {name} process has ended (exit code {code}); the rest is ended too.", err=True)
                    return code or 1
            announced = announced or ready()
            time.sleep(TICK)
        return 0

    def stop(self) -> None:
        for process in self.running.values():
            send(process, signal.SIGTERM)
        deadline = time.monotonic() + self.patience
        for name, process in self.running.items():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                click.echo(f"The {name} process did not end in {self.patience:.0f} seconds and is killed.", err=True)
            kill_group(process)
            process.wait()
        self.running.clear()


def send(process: subprocess.Popen[bytes], number: int) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(number)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """What is left of a process and its own children."""
    if WINDOWS:
        process.kill()
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def exit_code(process: subprocess.Popen[bytes]) -> int:
    code = process.returncode
    return 128 - code if code < 0 else code
