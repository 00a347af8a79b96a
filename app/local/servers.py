"""Which PostgreSQL servers are installed here, and what their pg_cron needs."""

import os
import re
import shutil
from pathlib import Path

from app.errors import OperatorError

USR = Path(os.environ.get("STAGECLOCK_USR") or "/usr")  # bin/setup asks for servers there too
OLDEST = 15


def find_bin_dir(minimum: int = OLDEST, usr: Path = USR) -> Path:
    """The programs of the newest installed server that has pg_cron; OperatorError names the missing packages."""
    servers = installed_servers(usr)
    fit = [major for major in servers if major >= minimum]
    for major in fit:
        if cron_control(servers[major]).exists():
            return servers[major]
    if fit:
        raise no_pg_cron(fit[0])
    found = f"only PostgreSQL {max(servers)} is installed" if servers else "no PostgreSQL server is installed"
    packages = f"postgresql-{minimum} postgresql-{minimum}-cron"
    raise OperatorError(f"PostgreSQL {minimum} or newer is needed, and {found}: `apt-get install {packages}`.")


def installed_servers(usr: Path = USR) -> dict[int, Path]:
    """Major version → directory of programs, newest first; a client alone is no server."""
    found = {
        int(program.parts[-3]): program.parent
        for program in (usr / "lib" / "postgresql").glob("*/bin/postgres")
        if program.parts[-3].isdecimal()
    }
    return dict(sorted(found.items(), reverse=True))


def client_program(name: str, server: int, usr: Path = USR) -> str | None:
    """A program of PostgreSQL's that understands a server of this major version; Debian keeps one for each major."""
    kept = {int(path.parts[-3]): path for path in (usr / "lib" / "postgresql").glob(f"[0-9]*/bin/{name}")}
    fit = min((major for major in kept if major >= server), default=None)
    return str(kept[fit]) if fit else shutil.which(name)


def server_for(data_dir: Path, usr: Path = USR) -> Path:
    """The programs of the major version that made `data_dir`: no other can read it."""
    major = (data_dir / "PG_VERSION").read_text().strip()
    bin_dir = usr / "lib" / "postgresql" / major / "bin"
    if not (bin_dir / "postgres").exists():
        raise OperatorError(
            f"The data in {data_dir} is PostgreSQL {major}'s, which is no longer installed: "
            f"`apt-get install postgresql-{major} postgresql-{major}-cron`, or `make clean-local` to start anew."
        )
    return bin_dir


def cron_control(bin_dir: Path) -> Path:
    """pg_cron's control file beside the server whose programs are in `bin_dir` (Debian's layout)."""
    return bin_dir.parents[3] / "share" / "postgresql" / bin_dir.parent.name / "extension" / "pg_cron.control"


def no_pg_cron(major: int | str) -> OperatorError:
    """What to say of a server that has no pg_cron."""
    return OperatorError(f"PostgreSQL {major} has no pg_cron: `apt-get install postgresql-{major}-cron`.")


def cron_version(bin_dir: Path) -> tuple[int, int]:
    """pg_cron's version as (major, minor), from its control file: "1.4-1" is (1, 4)."""
    if not cron_control(bin_dir).exists():
        raise no_pg_cron(bin_dir.parent.name)
    found = re.search(r"default_version\s*=\s*'(\d+)\.(\d+)", cron_control(bin_dir).read_text())
    if not found:
        raise OperatorError(f"{cron_control(bin_dir)} names no version: reinstall pg_cron.")
    return int(found[1]), int(found[2])


def cron_options(bin_dir: Path, database: str, socket_dir: Path) -> dict[str, str]:
    """Server options that preload pg_cron for `database`.

    Before 1.6 it connects by libpq: there one slow job in a background worker blocks the launcher and with it all jobs.
    """
    options = {"shared_preload_libraries": "pg_cron", "cron.database_name": database}
    if cron_version(bin_dir) < (1, 6):
        return {**options, "cron.use_background_workers": "off", "cron.host": str(socket_dir)}
    return {**options, "cron.use_background_workers": "on"}
