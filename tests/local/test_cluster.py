"""The private cluster against what happens to servers: killed, moved away from, planted upon."""

import multiprocessing
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.cluster import Cluster, find_bin_dir
from app.errors import OperatorError
from tests.clusters import FAST, PORT


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A directory that the server's user can reach."""
    directory = Path(tempfile.mkdtemp(prefix="sc-local-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="module")
def made(home: Path) -> Iterator[Cluster]:
    """One data directory for all tests of this file, made where an attempt was broken off before."""
    cluster = Cluster(home / "data", home / "s", PORT, find_bin_dir())
    draft_of(cluster).mkdir()
    (draft_of(cluster) / "PG_VERSION").write_text("15\n")
    assert not cluster.is_initialised
    cluster.initialise(FAST)
    yield cluster
    cluster.stop("immediate")


@pytest.fixture
def server(made: Cluster) -> Cluster:
    """The cluster, running, whatever the test before did to it."""
    made.configure(FAST)
    made.start()
    return made


def draft_of(cluster: Cluster) -> Path:
    """Where a data directory is until it is whole."""
    return cluster.data_dir.with_name("data.new")


def answers(cluster: Cluster) -> bool:
    """Whether a client reaches it."""
    with psycopg.connect(cluster.url("postgres", "postgres")) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def test_a_running_server_is_taken_over_and_not_started_twice(server: Cluster) -> None:
    before = server.postmaster_pid
    server.start()
    assert server.postmaster_pid == before is not None


def test_data_outlive_a_stop(server: Cluster) -> None:
    server.run_sql("postgres", "create table kept as select 'ä' as letter")
    server.stop()
    assert not server.is_running
    server.start()
    assert server.run_sql("postgres", "select letter from kept") == "ä\n"


def test_only_its_user_may_enter_and_nothing_listens_on_tcp(server: Cluster) -> None:
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert server.run_sql("postgres", "show listen_addresses") == "\n"


def test_a_killed_server_starts_again_while_its_backends_still_die(server: Cluster) -> None:
    with psycopg.connect(server.url("postgres", "postgres")):
        server.kill()
        assert not server.is_running
        server.start()
    assert answers(server)


def test_a_stranger_with_the_dead_servers_process_id_is_no_obstacle(server: Cluster) -> None:
    server.kill()
    pid_file = server.data_dir / "postmaster.pid"
    rest = pid_file.read_text().split("\n")[1:]
    pid_file.write_text("\n".join([str(os.getpid()), *rest]))
    assert not server.is_running
    server.start()
    assert answers(server)


def test_a_server_whose_socket_directory_was_emptied_is_started_anew(server: Cluster) -> None:
    shutil.rmtree(server.socket_dir)
    server.start()
    assert answers(server)


def test_a_server_that_does_not_start_tells_its_last_words_and_its_log(server: Cluster) -> None:
    server.stop()
    server.configure({"no_such_option": "it's on"})
    with pytest.raises(OperatorError, match=r"(?s)no_such_option.*the whole log: .*server\.log"):
        server.start()


def test_sql_that_fails_is_an_error_in_postgresqls_words(server: Cluster) -> None:
    with pytest.raises(OperatorError, match="division by zero"):
        server.run_sql("postgres", "select 1 / 0; create table never ()")
    assert server.run_sql("postgres", "select to_regclass('never') is null") == "t\n"


def test_a_socket_directory_planted_by_somebody_else_is_refused(made: Cluster, home: Path) -> None:
    planted = home / "planted"
    planted.mkdir()
    if os.geteuid() == 0:
        os.chown(planted, pwd.getpwnam("nobody").pw_uid, -1)
    else:
        planted = Path("/usr")
    with pytest.raises(OperatorError, match="belongs to somebody else"):
        Cluster(home / "none", planted, PORT, made.bin_dir).start()


def test_a_link_in_the_socket_directorys_place_is_refused(made: Cluster, home: Path) -> None:
    (home / "link").symlink_to(made.socket_dir)
    with pytest.raises(OperatorError, match="belongs to somebody else"):
        Cluster(home / "none", home / "link", PORT, made.bin_dir).start()


def test_a_socket_whose_path_is_too_long_is_refused(made: Cluster, home: Path) -> None:
    with pytest.raises(OperatorError, match="too long for a socket"):
        Cluster(home / "none", home / ("x" * 100), PORT, made.bin_dir).start()


def test_a_broken_first_attempt_leaves_no_half_made_cluster(made: Cluster) -> None:
    assert made.is_initialised
    assert not draft_of(made).exists()


def run_as_ordinary_user(home: Path, account: pwd.struct_passwd) -> None:
    """In a process of its own, because root finds no way back."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
    cluster = Cluster(home / "data", home / "s", PORT, find_bin_dir())
    cluster.initialise(FAST)
    cluster.start()
    assert answers(cluster)
    assert (home / "data").stat().st_uid == account.pw_uid
    cluster.stop()
    assert not cluster.is_running


def test_an_ordinary_users_server_is_their_own(home: Path) -> None:
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    own = home / "own"
    own.mkdir()
    shutil.chown(own, account.pw_uid)
    process = multiprocessing.get_context("fork").Process(target=run_as_ordinary_user, args=[own, account])
    process.start()
    process.join(60)
    assert process.exitcode == 0
