"""Configurations. The only place that reads the environment."""

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

WEAK_SECRET_LENGTH = 32
MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class Base:
    """What holds everywhere. Instances are made once, at start, so that no import has a side effect."""

    NAME = "base"
    TESTING = False
    LOOPBACK_PLAIN_HTTP = False  # lets the session cookie travel over plain http; only ever for 127.0.0.1
    PROXIES = 0  # reverse proxies in front whose X-Forwarded-* may be believed; set by TEACHER_GROWTH_PROXIES
    SESSION_IDLE = timedelta(minutes=30)
    SESSION_LIFETIME = timedelta(hours=8)
    SECOND_FACTOR_REQUIRED = False  # of the roles that accounts.rules names; others may have one
    MAX_CONTENT_LENGTH = 100 * 1024 * 1024  # nine photos from a phone
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024  # a roster pasted as text
    MAX_FORM_PARTS = 4000
    BABEL_DEFAULT_LOCALE = "zh_Hans_CN"
    BABEL_DEFAULT_TIMEZONE = "Asia/Shanghai"
    LANGUAGES = ("zh", "en")
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SQLALCHEMY_ENGINE_OPTIONS = {"hide_parameters": True}

    def __init__(self, home: Path | None = None) -> None:
        self.HOME = (home or Path(os.environ.get("TEACHER_GROWTH_HOME", "instance"))).resolve()
        self.HOME.mkdir(parents=True, exist_ok=True)
        self.FILES = self.HOME / "files"
        self.IMPORTS = self.HOME / "imports"  # files that were sent to be imported, and what was read of them
        self.EXPORTS = self.HOME / "exports"  # what work in the background made for the one who asked
        self.PROXIES = int(os.environ.get("TEACHER_GROWTH_PROXIES", self.PROXIES))
        anchors = os.environ.get("TEACHER_GROWTH_ANCHORS")
        self.ANCHORS = Path(anchors).resolve() if anchors else self.HOME / "anchors"
        self.ANCHORS_OUTSIDE = anchors is not None
        self.SQLALCHEMY_DATABASE_URI = database_url(os.environ.get("DATABASE_URL"), self.HOME)
        self.SECRET_KEY = kept_secret(self.HOME, "secret.key")
        self.AUDIT_KEY = kept_secret(self.HOME, "audit.key")
        self.refuse_if_unsafe()

    def refuse_if_unsafe(self) -> None:
        """Hook for configurations that must not start when something is weak."""

    @property
    def SESSION_COOKIE_NAME(self) -> str:  # noqa: N802 -- Flask's name
        return "session" if self.LOOPBACK_PLAIN_HTTP else "__Host-session"

    def as_mapping(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in dir(self) if name.isupper()} | {
            "SESSION_COOKIE_SECURE": not self.LOOPBACK_PLAIN_HTTP,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_PATH": "/",
        }


class Development(Base):
    NAME = "development"
    LOOPBACK_PLAIN_HTTP = True


class Testing(Base):
    NAME = "testing"
    TESTING = True


class Production(Base):
    NAME = "production"
    SECOND_FACTOR_REQUIRED = True

    def refuse_if_unsafe(self) -> None:
        for name in ("SECRET_KEY", "AUDIT_KEY"):
            key = getattr(self, name)
            if len(key) < WEAK_SECRET_LENGTH or len(set(key)) < WEAK_SECRET_LENGTH // 4:
                raise RuntimeError(f"{name} is weak: remove it from the environment and one is made in the home folder")


CONFIGURATIONS = {each.NAME: each for each in (Development, Testing, Production)}


def from_environment() -> Base:
    name = os.environ.get("TEACHER_GROWTH_CONFIG", Production.NAME)
    if name not in CONFIGURATIONS:
        raise RuntimeError(f"TEACHER_GROWTH_CONFIG={name!r}: expected one of {', '.join(CONFIGURATIONS)}")
    return CONFIGURATIONS[name]()


def database_url(given: str | None, home: Path) -> str:
    if not given:
        return f"sqlite:///{home / 'teacher_growth.db'}"
    for short in ("postgres://", "postgresql://"):
        if given.startswith(short):
            return "postgresql+psycopg://" + given.removeprefix(short)
    return given


def kept_secret(home: Path, name: str) -> str:
    """A secret from the environment (SECRET_KEY for secret.key), else from the home folder, made at the first start."""
    given = os.environ.get(name.upper().replace(".", "_"))
    if given:
        return given
    path = home / "keys" / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(8)}")  # nobody else's, be it of a thread of this very process
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # web and worker start at once: the first one's secret holds
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


IDENTITY_KEY_BYTES = 32


def identity_keys(home: Path) -> dict[int, bytes]:
    """Keys of the numbers of identity documents, by number; without any they are not kept at all.

    From IDENTITY_KEY, else from the home folder: `1:HEX`, one a line or after a comma. Read anew at each use, so that a
    new key holds in every process at once.
    """
    given = os.environ.get("IDENTITY_KEY")
    path = _identity_path(home)
    text = given or (path.read_text() if path.exists() else "")
    keys = {}
    for line in text.replace(",", "\n").split():
        number, _colon, key = line.rpartition(":")
        keys[int(number or 1)] = bytes.fromhex(key)
    if any(len(key) != IDENTITY_KEY_BYTES for key in keys.values()):
        raise RuntimeError("IDENTITY_KEY: each key is 32 bytes, written as 64 hexadecimal digits")
    return keys


def identity_keys_are_given() -> bool:
    return bool(os.environ.get("IDENTITY_KEY"))


def keep_identity_keys(home: Path, keys: dict[int, bytes]) -> None:
    """Whole or not at all: without its key what is sealed is lost."""
    path = _identity_path(home)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(f"{number}:{key.hex()}\n" for number, key in sorted(keys.items())))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _identity_path(home: Path) -> Path:
    return home / "keys" / "identity.key"
