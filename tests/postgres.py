"""A throw-away PostgreSQL server: on a unix socket in a temporary folder, one for all workers of a test session."""

import itertools
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, NullPool, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

EXTERNAL = "TEACHER_GROWTH_TEST_PG"  # the address of a running server, used instead of a throw-away one
# Short enough for a socket's path and open to the user postgres, which TMPDIR need not be. In memory a database is made
# in 0.03 s, on a disk in 0.5 s.
PLACES = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108 -- a folder of its own is made in it
ROOM = 2 * 1024**3
PREFIX = "teacher-growth-pg-"
UNPRIVILEGED = "postgres"  # the server refuses root
OWNER = "teacher_growth"
BOOT_SECONDS = 60.0
FASTER = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
LEANER = ("wal_level=minimal", "max_wal_senders=0", "timezone=UTC")
HERE_ONLY = ("listen_addresses=", "port=5432")


def is_missing() -> bool:
    if os.environ.get(EXTERNAL):
        return False
    if sys.platform == "win32" or binaries() is None:
        return True
    return os.geteuid() == 0 and not has_user(UNPRIVILEGED)


def binaries() -> Path | None:
    """Debian keeps the server's programs off the PATH: the newest version there, else what the PATH has."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: float(found.parts[-3]))
    if versions:
        return versions[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def has_user(name: str) -> bool:
    import pwd  # noqa: PLC0415 -- not on Windows

    return name in {entry.pw_name for entry in pwd.getpwall()}


def new_run() -> str:
    """Names a test session: its server's folder, and its databases on a server that others use too."""
    roomy = [place.is_dir() and shutil.disk_usage(place).free > ROOM for place in PLACES]
    return f"{roomy.index(True) if any(roomy) else 1}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def server_for(run: str) -> "Server":
    """The session's server, started by whoever asks first."""
    external = os.environ.get(EXTERNAL)
    if external:
        return Server(make_url(external).set(drivername="postgresql+psycopg"), run)
    folder = folder_of(run)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        wait_until_started(folder)
    else:
        try:
            start(folder)
        except BaseException as error:
            (folder / "failed").write_text(str(error))
            raise
    socket = {"host": str(folder), "port": "5432"}
    return Server(URL.create("postgresql+psycopg", OWNER, database="postgres", query=socket), run)


def folder_of(run: str) -> Path:
    """The same for all workers: a run's name begins with its place."""
    return PLACES[int(run[0])] / (PREFIX + run)


def start(folder: Path) -> None:
    programs = binaries()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    if os.geteuid() == 0:
        shutil.chown(folder, UNPRIVILEGED)
    data, log = str(folder / "data"), str(folder / "log")
    encoding = ("--encoding=UTF8", "--locale=C", "--auth=trust", f"--username={OWNER}")
    run_as_owner(folder, programs / "initdb", "--no-sync", "--pgdata", data, *encoding)
    settings = " ".join(f"-c {each}" for each in (*FASTER, *LEANER, *HERE_ONLY, f"unix_socket_directories={folder}"))
    run_as_owner(folder, programs / "pg_ctl", "start", "--wait", "--pgdata", data, "--log", log, "--options", settings)
    (folder / "started").touch()


def run_as_owner(folder: Path, program: Path, *arguments: str) -> None:
    """As the server's user, without root's groups; a failure tells what the program and the server's log said."""
    other = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}
    said = folder / f"{program.name}.said"  # a file, as the server inherits it and would keep a pipe open
    with said.open("wb") as output:
        done = subprocess.run(
            [program, *arguments],
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **other,
        )
    if done.returncode:
        log = folder / "log"
        words = said.read_text(errors="replace") + (log.read_text(errors="replace") if log.exists() else "")
        raise RuntimeError(f"{program.name} failed: {words.strip()}")


def wait_until_started(folder: Path) -> None:
    deadline = time.monotonic() + BOOT_SECONDS
    while not (folder / "started").exists():
        if (folder / "failed").exists():
            raise RuntimeError((folder / "failed").read_text())
        if time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start within {BOOT_SECONDS:.0f} seconds, see {folder}")
        time.sleep(0.05)


def end_run(run: str) -> None:
    """Called once by the session's controller: nothing of the session stays."""
    folder = folder_of(run)
    if folder.exists():
        take_away(folder)
    elif os.environ.get(EXTERNAL):
        with suppress(OperationalError):  # not to be reached: the tests have said so
            server_for(run).drop_all()


def end_orphans() -> None:
    """Servers whose session was killed before it could end them. The folder's name tells the session's process."""
    for folder in (found for place in PLACES for found in place.glob(PREFIX + "*")):
        with suppress(ValueError, IndexError, PermissionError):
            if not is_alive(int(folder.name.removeprefix(PREFIX).split("-")[1])):
                take_away(folder)


def take_away(folder: Path) -> None:
    with suppress(FileNotFoundError, ProcessLookupError):
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(server, signal.SIGQUIT)
        deadline = time.monotonic() + 10
        while is_alive(server) and time.monotonic() < deadline:
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Server:
    """Makes and drops databases. Addresses go in and out as text, ready for DATABASE_URL."""

    def __init__(self, url: URL, run: str) -> None:
        self.url = url
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self._prefix = "tg_test_" + re.sub(r"\W", "_", run) + "_"
        self._numbers = itertools.count(1)

    def create_database(self, template: str | None = None) -> str:
        """A new database, empty or a copy of what template() returned."""
        name = f"{self._prefix}{os.getpid()}_{next(self._numbers)}"
        with self._engine.connect() as connection:
            create(connection, name, template)
        return self._address(name)

    def drop_database(self, address: str) -> None:
        with self._engine.connect() as connection:
            drop(connection, str(make_url(address).database))

    def template(self, name: str, build: Callable[[str], Any]) -> str:
        """The template of that name; build(address) fills it once for all workers, the others wait meanwhile."""
        whole, draft = f"{self._prefix}template_{name}", f"{self._prefix}draft_{name}"
        with self._engine.connect() as connection:
            key = {"key": zlib.crc32(whole.encode())}
            connection.execute(text("SELECT pg_advisory_lock(:key)"), key)
            if not exists(connection, whole):
                drop(connection, draft)
                create(connection, draft)
                build(self._address(draft))
                end_connections(connection, draft)
                connection.execute(text(f'ALTER DATABASE "{draft}" RENAME TO "{whole}"'))
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
        return whole

    def drop_all(self) -> None:
        mine = text("SELECT datname FROM pg_database WHERE starts_with(datname, :prefix)")
        with self._engine.connect() as connection:
            for name in connection.scalars(mine, {"prefix": self._prefix}).all():
                drop(connection, name)

    def _address(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)


def create(connection: Connection, name: str, template: str | None = None) -> None:
    info = connection.connection.driver_connection.info
    faster = " STRATEGY file_copy" if info.server_version >= 150000 else ""
    connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"{faster}'))


def drop(connection: Connection, name: str) -> None:
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


def exists(connection: Connection, name: str) -> bool:
    found = text("SELECT count(*) FROM pg_database WHERE datname = :name")
    return bool(connection.scalar(found, {"name": name}))


def end_connections(connection: Connection, name: str) -> None:
    others = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    connection.execute(others, {"name": name})
