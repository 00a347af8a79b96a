"""The whole system goes, and comes back from a backup; it does nothing by itself until it is armed."""

from tests.containers.stories.faults import is_answering
from tests.containers.system import System, eventually

FIGURES = "select (select count(*) from users), (select count(*) from submissions)"
HOME = "select status from stageclock.clock_health where check_name = 'foreign_copy'"
CALLED = "select count(*) from cron.job_run_details where command ~ 'tick' and status = 'succeeded'"
FILES = ("exec", "-T", "web", "find", "/var/lib/stageclock/storage", "-type", "f")


def test_a_system_in_use_is_not_restored_into(system: System) -> None:
    system.run("./backup", "../monday")
    refused = system.run("./restore", "../monday", check=False)
    assert refused.returncode == 1 and "Error: the database is in use." in refused.stdout
    again = system.run("./backup", "../monday", check=False)
    assert again.returncode == 1 and "exists already" in again.stdout


def test_everything_is_there_again_and_waits_to_be_armed(system: System) -> None:
    before, files = system.sql(FIGURES), system.compose(*FILES).stdout.count("\n")
    assert files > 0
    system.compose("down", "--volumes")
    system.run("./restore", "../monday")
    assert (system.sql(FIGURES), system.compose(*FILES).stdout.count("\n")) == (before, files)
    assert is_answering(system)
    assert system.sql(HOME) == "red"
    system.manage("flask", "clock", "install", "--arm")
    assert system.sql(HOME) == "ok"
    eventually(lambda: system.sql(CALLED) != "0")


def test_nobody_else_can_read_a_backup(system: System) -> None:
    assert (system.docker.parent / "monday").stat().st_mode & 0o077 == 0
