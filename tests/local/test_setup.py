"""bin/setup on machines that have much, little or nothing of what Stageclock needs."""

from pathlib import Path

import pytest

from tests.local.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with nothing that Stageclock needs."""
    return Machine.bare(tmp_path)


@pytest.fixture
def equipped(machine: Machine) -> Machine:
    """A machine with Python, PostgreSQL and pg_cron."""
    machine.add_python()
    machine.add_server(15, "pg_cron")
    return machine


def test_without_apt_it_names_everything_that_is_missing(machine: Machine) -> None:
    result = machine.setup()
    assert result.returncode == 1
    for thing in ("Python 3.11 or newer with its venv", "PostgreSQL server 15 or newer", "pg_cron for that server"):
        assert f"  - {thing}" in result.stderr
    assert "no apt to install it" in result.stderr
    assert result.stderr.count("  - ") == 3


def test_the_tests_need_a_browser_and_a_font_too(equipped: Machine) -> None:
    result = equipped.setup("--dev")
    assert result.returncode == 1
    needed = ("plpgsql_check for that server", "Chromium", "libfaketime", "Prometheus", "curl")
    for thing in (*needed, "a font with Chinese letters"):
        assert f"  - {thing}" in result.stderr
    assert result.stderr.count("  - ") == 6


def test_without_apt_it_names_nothing_that_is_here(equipped: Machine) -> None:
    equipped.add_browser()
    result = equipped.setup("--dev")
    assert result.returncode == 1
    assert "  - plpgsql_check" in result.stderr
    assert result.stderr.count("  - ") == 1


def test_a_python_that_is_too_old_does_not_count(machine: Machine) -> None:
    machine.add_server(15, "pg_cron")
    machine.add_command("python3", "exit 1")
    assert "  - Python 3.11 or newer" in machine.setup().stderr


def test_apt_installs_the_newest_server_that_has_a_pg_cron(machine: Machine) -> None:
    machine.add_python()
    machine.add_apt("postgresql-18", "postgresql-17", "postgresql-17-cron", "postgresql-15", "postgresql-15-cron")
    result = machine.setup()
    assert result.returncode == 0, result.stderr
    assert "Installing postgresql-17, postgresql-17-cron" in result.stdout
    assert machine.calls[1].endswith("install -y --no-install-recommends postgresql-17 postgresql-17-cron")


def test_apt_installs_only_what_is_missing(machine: Machine) -> None:
    machine.add_python()
    machine.add_server(15)
    machine.add_browser()
    machine.add_apt("postgresql-17-cron", "postgresql-15-cron", "postgresql-15-plpgsql-check")
    assert machine.setup("--dev").returncode == 0
    assert machine.calls[1].endswith("--no-install-recommends postgresql-15-cron postgresql-15-plpgsql-check")


def test_apt_installs_the_browser_and_the_font_that_the_tests_lack(equipped: Machine) -> None:
    equipped.add_server(16, "pg_cron", "plpgsql_check")
    equipped.add_apt()
    assert equipped.setup("--dev").returncode == 0
    assert equipped.calls[1].endswith("--no-install-recommends chromium libfaketime prometheus curl fonts-noto-cjk")
    assert equipped.setup("--dev").stdout == ""


def test_apt_is_left_alone_where_nothing_is_missing(equipped: Machine) -> None:
    """What only the tests need is not missing to who runs Stageclock."""
    equipped.add_apt()
    assert equipped.setup().returncode == 0
    assert not [call for call in equipped.calls if call.startswith("apt-get")]


def test_an_apt_without_pg_cron_is_said(machine: Machine) -> None:
    machine.add_python()
    machine.add_apt("postgresql-14")
    result = machine.setup()
    assert result.returncode == 1
    assert "apt offers no PostgreSQL 15 or newer with pg_cron" in result.stderr


def test_a_user_without_sudo_learns_what_an_administrator_must_run(machine: Machine) -> None:
    machine.add_python()
    machine.add_apt("postgresql-15-cron")
    machine.add_command("id", "echo 1000")
    result = machine.setup()
    assert result.returncode == 1
    assert "ask an administrator to run\n  apt-get update && apt-get install postgresql-15 postgresql-15-cron" in (
        result.stderr
    )
    assert machine.calls == []


def test_a_user_with_sudo_installs_through_it(machine: Machine) -> None:
    machine.add_python()
    machine.add_apt("postgresql-15-cron")
    machine.add_command("id", "echo 1000")
    machine.add_command("sudo", '[ "$1" != -n ] || shift; echo sudo >>calls; exec "$@"')
    machine.add_command("true", "exit 0")
    assert machine.setup().returncode == 0
    assert machine.calls.count("sudo") == 3  # may I, update, install


def test_a_step_that_fails_shows_the_tail_of_its_output(equipped: Machine) -> None:
    (equipped.checkout / "pip-fails").touch()
    result = equipped.setup()
    assert result.returncode == 1
    assert "No matching distribution" in result.stderr
    assert ".local/setup.log" in result.stderr


def test_a_second_run_does_nothing_and_says_nothing(equipped: Machine) -> None:
    assert "Making .venv with Python 3.13.0" in equipped.setup().stdout
    calls = equipped.calls
    second = equipped.setup()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert equipped.calls == calls


def test_a_changed_list_of_packages_is_installed_into_the_same_environment(equipped: Machine) -> None:
    equipped.setup()
    (equipped.checkout / ".venv" / "kept").touch()
    (equipped.checkout / "constraints.txt").write_text("flask==3.1.3\n")
    assert "Installing Python packages" in equipped.setup().stdout
    assert (equipped.checkout / ".venv" / "kept").exists()


def test_the_checks_are_added_once_and_then_stay(equipped: Machine) -> None:
    equipped.add_server(16, "pg_cron", "plpgsql_check")
    equipped.add_browser()
    equipped.setup()
    equipped.setup("--dev")
    assert equipped.calls[-1].endswith("-e .[dev]")
    assert equipped.setup().stdout == ""


def test_a_half_made_environment_is_made_anew(equipped: Machine) -> None:
    (equipped.checkout / "pip-fails").touch()
    equipped.setup()
    (equipped.checkout / ".venv" / "half").touch()
    (equipped.checkout / "pip-fails").unlink()
    assert equipped.setup().returncode == 0
    assert not (equipped.checkout / ".venv" / "half").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(equipped: Machine) -> None:
    equipped.setup()
    (equipped.checkout / ".venv" / "bin" / "python").unlink()
    assert "Making .venv" in equipped.setup().stdout


def test_an_environment_of_a_moved_checkout_is_made_anew(equipped: Machine, tmp_path: Path) -> None:
    equipped.setup()
    moved = Machine(equipped.checkout.rename(tmp_path / "moved"), equipped.commands, equipped.usr)
    assert "Making .venv" in moved.setup().stdout


def test_an_environment_made_by_hand_is_used_as_it_is(equipped: Machine) -> None:
    python = equipped.checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(equipped.commands / "python3.13")
    (equipped.checkout / ".venv" / "kept").touch()
    assert "Installing Python packages" in equipped.setup().stdout
    assert (equipped.checkout / ".venv" / "kept").exists()


def test_an_unknown_option_is_refused(equipped: Machine) -> None:
    result = equipped.setup("--fast")
    assert (result.returncode, result.stderr) == (1, "Error: Usage: bin/setup [--dev]\n")
