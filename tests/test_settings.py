"""Configurations: secrets kept in the home folder, weak ones refused, one place for the environment."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from teacher_growth import settings
from teacher_growth.settings import Base, Development, Production, database_url, from_environment, kept_secret


@pytest.fixture(autouse=True)
def _bare(monkeypatch):
    for name in ("DATABASE_URL", "SECRET_KEY", "AUDIT_KEY", "TEACHER_GROWTH_ANCHORS", "TEACHER_GROWTH_PROXIES"):
        monkeypatch.delenv(name, raising=False)


def test_secrets_are_made_once_and_kept_private(tmp_path):
    first, second = Base(tmp_path), Base(tmp_path)
    assert (first.SECRET_KEY, first.AUDIT_KEY) == (second.SECRET_KEY, second.AUDIT_KEY)
    assert first.SECRET_KEY != first.AUDIT_KEY
    assert {(path.name, oct(path.stat().st_mode & 0o777)) for path in (tmp_path / "keys").iterdir()} == {
        ("secret.key", "0o600"), ("audit.key", "0o600"),
    }  # fmt: skip


def test_many_processes_agree_on_a_secret(tmp_path):
    (tmp_path / "keys").mkdir()
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: kept_secret(tmp_path, "secret.key"), range(8)))
    assert len(found) == 1


@pytest.mark.parametrize("name", ["SECRET_KEY", "AUDIT_KEY"])
@pytest.mark.parametrize("weak", ["x", "a" * 64, "short-but-mixed-1234"])
def test_production_refuses_a_weak_secret(tmp_path, monkeypatch, name, weak):
    monkeypatch.setenv(name, weak)
    with pytest.raises(RuntimeError, match=f"{name} is weak"):
        Production(tmp_path)
    assert weak == getattr(Development(tmp_path), name)


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgres://a/b", "postgresql+psycopg://a/b"),
        ("postgresql://a/b", "postgresql+psycopg://a/b"),
        ("postgresql+psycopg://a/b", "postgresql+psycopg://a/b"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_database_url(given, url, tmp_path):
    assert database_url(given, tmp_path) == url


def test_without_a_url_the_database_lies_in_the_home_folder(tmp_path):
    assert f"sqlite:///{tmp_path}/teacher_growth.db" == Base(tmp_path).SQLALCHEMY_DATABASE_URI


@pytest.mark.parametrize(
    ("name", "kind"), [("development", Development), ("testing", settings.Testing), ("production", Production)]
)
def test_the_environment_names_the_configuration(monkeypatch, tmp_path, name, kind):
    monkeypatch.setenv("TEACHER_GROWTH_HOME", str(tmp_path))
    monkeypatch.setenv("TEACHER_GROWTH_CONFIG", name)
    assert type(from_environment()) is kind


def test_production_is_the_default_and_nonsense_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("TEACHER_GROWTH_HOME", str(tmp_path))
    monkeypatch.delenv("TEACHER_GROWTH_CONFIG", raising=False)
    assert type(from_environment()) is Production
    monkeypatch.setenv("TEACHER_GROWTH_CONFIG", "prod")
    with pytest.raises(RuntimeError, match="expected one of"):
        from_environment()


def test_cookies_travel_over_plain_http_in_development_only(tmp_path):
    found = {kind: kind(tmp_path).as_mapping() for kind in (Development, settings.Testing, Production)}
    assert {kind: (each["SESSION_COOKIE_SECURE"], each["SESSION_COOKIE_NAME"]) for kind, each in found.items()} == {
        Development: (False, "session"),
        settings.Testing: (True, "__Host-session"),
        Production: (True, "__Host-session"),
    }  # fmt: skip
    assert all(each["SESSION_COOKIE_HTTPONLY"] and each["SESSION_COOKIE_SAMESITE"] == "Lax" for each in found.values())


def test_anchors_may_lie_elsewhere(monkeypatch, tmp_path):
    assert (tmp_path / "anchors", False) == (Base(tmp_path).ANCHORS, Base(tmp_path).ANCHORS_OUTSIDE)
    monkeypatch.setenv("TEACHER_GROWTH_ANCHORS", str(tmp_path / "far"))
    assert (tmp_path / "far", True) == (Base(tmp_path).ANCHORS, Base(tmp_path).ANCHORS_OUTSIDE)
