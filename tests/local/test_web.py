"""`flask local run` before and while it serves: ports, the lock, what the web may know."""

import socket
from pathlib import Path

import pytest

from app.errors import OperatorError
from app.local import web
from app.local.database import environment
from app.local.lock import only_one, sign
from app.local.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A checkout that nothing was made in yet."""
    return Place(tmp_path)


def test_a_taken_port_is_said_before_anything_is_started(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        with pytest.raises(OperatorError, match=rf"Port {port} on 127.0.0.1 is taken.*`PORT=\d+ make run`"):
            web.run(place, said.append)
    assert said == []
    assert not place.cluster_dir.exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "²"])
def test_a_port_that_is_no_port_is_said(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(OperatorError, match="PORT must be a number from 1 to 65535"):
        web.chosen_port()


def test_the_port_is_8000_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert web.chosen_port() == 8000


def test_a_second_run_in_the_same_checkout_learns_of_the_first(place: Place) -> None:
    with only_one(place) as lock:
        sign(lock, 4711, "http://127.0.0.1:8000")
        with pytest.raises(
            OperatorError, match=r"already runs: process 4711 serves http://127\.0\.0\.1:8000.*`kill 4711`"
        ):
            web.run(place, print)


def test_the_lock_ends_with_its_holder(place: Place) -> None:
    with pytest.raises(KeyboardInterrupt), only_one(place):
        raise KeyboardInterrupt
    with only_one(place):
        pass


def test_the_web_knows_its_own_role_and_no_other_database(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "CRON_DATABASE_URL", "PGHOST", "PGSERVICE", "SECRET_KEY"):
        monkeypatch.setenv(name, "postgresql://somebody@elsewhere/else")
    monkeypatch.delenv("STORAGE_DIR", raising=False)
    given = environment(place)
    assert given["DATABASE_URL"].startswith("postgresql://stageclock_app@/stageclock?host=")
    assert "elsewhere" not in "".join(given.values())
    assert given["STORAGE_DIR"] == str(place.storage_dir)


def test_the_secret_is_made_once_and_for_its_owner_only(place: Place) -> None:
    first = place.secret_key()
    assert len(first) >= 48
    assert place.secret_key() == first
    assert (place.local / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_half_written_is_made_anew(place: Place) -> None:
    (place.local / "secret_key").touch()
    assert place.secret_key()


def test_two_checkouts_share_neither_data_nor_sockets(tmp_path: Path) -> None:
    one, other = Place(tmp_path / "one"), Place(tmp_path / "other")
    for place in (one, other):
        place.project.mkdir()
    assert one.data_dir != other.data_dir
    assert one.socket_dir != other.socket_dir
