"""Which server is chosen, and what is said where none fits."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import OperatorError
from app.local.servers import client_program, cron_options, find_bin_dir, server_for
from tests.clusters import ROOT


def install(usr: Path, major: int, cron: str | None = None) -> Path:
    """Pretend that Debian's packages of a server, and of pg_cron in a version, are installed."""
    bin_dir = usr / "lib" / "postgresql" / str(major) / "bin"
    bin_dir.mkdir(parents=True)
    (bin_dir / "postgres").touch()
    extension = usr / "share" / "postgresql" / str(major) / "extension"
    extension.mkdir(parents=True)
    if cron:
        (extension / "pg_cron.control").write_text(f"comment = 'Job scheduler'\ndefault_version = '{cron}'\n")
    return bin_dir


def test_the_newest_server_that_has_pg_cron_is_chosen(tmp_path: Path) -> None:
    install(tmp_path, 15, cron="1.4-1")
    chosen = install(tmp_path, 16, cron="1.6")
    install(tmp_path, 17)
    assert find_bin_dir(usr=tmp_path) == chosen


def test_servers_may_be_laid_out_elsewhere(tmp_path: Path) -> None:
    chosen = install(tmp_path, 17, cron="1.6")
    ask = "from app.local.servers import find_bin_dir; print(find_bin_dir())"
    environment = os.environ | {"STAGECLOCK_USR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    told = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str(chosen)


def test_without_any_server_both_packages_are_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"no PostgreSQL server is installed.*postgresql-15 postgresql-15-cron"):
        find_bin_dir(usr=tmp_path)


def test_a_client_alone_is_no_server(tmp_path: Path) -> None:
    (install(tmp_path, 16, cron="1.6") / "postgres").rename(tmp_path / "psql")
    with pytest.raises(OperatorError, match="no PostgreSQL server is installed"):
        find_bin_dir(usr=tmp_path)


def test_an_old_server_is_named_as_too_old(tmp_path: Path) -> None:
    install(tmp_path, 14, cron="1.4-1")
    with pytest.raises(OperatorError, match="15 or newer is needed, and only PostgreSQL 14 is installed"):
        find_bin_dir(usr=tmp_path)


def test_a_server_without_pg_cron_lacks_that_package_only(tmp_path: Path) -> None:
    install(tmp_path, 16)
    with pytest.raises(OperatorError, match="PostgreSQL 16 has no pg_cron: `apt-get install postgresql-16-cron`"):
        find_bin_dir(usr=tmp_path)


def test_data_are_served_by_the_version_that_made_them(tmp_path: Path) -> None:
    chosen = install(tmp_path, 15, cron="1.4-1")
    install(tmp_path, 17, cron="1.6")
    (tmp_path / "PG_VERSION").write_text("15\n")
    assert server_for(tmp_path, usr=tmp_path) == chosen


def test_data_whose_server_is_gone_name_the_package_and_the_way_out(tmp_path: Path) -> None:
    install(tmp_path, 17, cron="1.6")
    (tmp_path / "PG_VERSION").write_text("15\n")
    with pytest.raises(
        OperatorError, match=r"PostgreSQL 15's.*postgresql-15 postgresql-15-cron`, or `make clean-local`"
    ):
        server_for(tmp_path, usr=tmp_path)


def test_pg_cron_before_1_6_connects_over_our_socket(tmp_path: Path) -> None:
    options = cron_options(install(tmp_path, 15, cron="1.4-1"), "stageclock", Path("/run/s"))
    assert options["cron.use_background_workers"] == "off"
    assert options["cron.host"] == "/run/s"


def test_pg_cron_from_1_6_uses_background_workers(tmp_path: Path) -> None:
    options = cron_options(install(tmp_path, 17, cron="1.6"), "stageclock", Path("/run/s"))
    assert options["cron.use_background_workers"] == "on"
    assert options["cron.database_name"] == "stageclock"


def test_a_server_that_lost_its_pg_cron_names_the_package(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="PostgreSQL 15 has no pg_cron: `apt-get install postgresql-15-cron`"):
        cron_options(install(tmp_path, 15), "stageclock", Path("/run/s"))


def test_a_dump_is_made_by_a_program_that_understands_the_server(tmp_path: Path) -> None:
    for major in (15, 17, 18):
        (install(tmp_path, major) / "pg_dump").touch()
    chosen = client_program("pg_dump", 16, tmp_path)
    assert chosen == str(tmp_path / "lib" / "postgresql" / "17" / "bin" / "pg_dump")
    assert client_program("sh", 16, tmp_path) == shutil.which("sh"), "where Debian keeps none, the PATH's"
