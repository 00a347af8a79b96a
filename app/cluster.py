"""A private PostgreSQL cluster: made, started, stopped and asked without touching the machine's own.

It listens on a unix socket only, in a directory that nobody but its user can enter, and trusts whoever gets in there.
PostgreSQL refuses to run as root, so root's clusters belong to the user `postgres`. Used by `flask local` and by tests.
"""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from app.errors import OperatorError
from app.local.account import give_to_server, prepare_socket_dir, run
from app.local.servers import cron_options, find_bin_dir

__all__ = ["Cluster", "cron_options", "find_bin_dir"]

SCRIPTED = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
NO_SUCH_PID = 2**31 - 1  # above any kernel's pid_max
START_PATIENCE = 15.0  # seconds for the backends of a killed server to notice and let go of its memory
HBA = (
    "# Whoever can enter the socket directory (mode 0700) is trusted; nothing listens elsewhere.\nlocal all all trust\n"
)


@dataclass(frozen=True)
class Cluster:
    """One data directory and the server for it; every method raises OperatorError with the server's own words."""

    data_dir: Path
    socket_dir: Path
    port: int
    bin_dir: Path

    def initialise(self, options: Mapping[str, str]) -> None:
        """Make the data directory (superuser "postgres", UTF-8); whatever a broken attempt left is made anew."""
        self._make_parents()
        draft = self.data_dir.with_name(self.data_dir.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        give_to_server(draft)
        haste = ["--no-sync"] if options.get("fsync") == "off" else []
        words = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *haste]
        self._run("initdb", "-D", str(draft), *words)
        (draft / "pg_hba.conf").write_text(HBA)
        with (draft / "postgresql.conf").open("a") as main_file:
            main_file.write("\ninclude 'stageclock.conf'\n")
        self._write_options(draft, options)
        draft.rename(self.data_dir)

    def configure(self, options: Mapping[str, str]) -> None:
        """Write the server's options (name → value, unquoted) anew; they hold from the next start."""
        self._write_options(self.data_dir, options)

    @property
    def is_initialised(self) -> bool:
        """Whether the data directory is whole: `initialise` renames it into place as its last act."""
        return (self.data_dir / "PG_VERSION").exists()

    @property
    def is_running(self) -> bool:
        """Whether a server of this very data directory lives."""
        return self.postmaster_pid is not None

    @property
    def postmaster_pid(self) -> int | None:
        """The server's process id; None also where the file is stale or was copied with the directory.

        Asked of the command line that `start` gave it, which even a container's root, who is no tracer, may read.
        """
        try:
            pid = int((self.data_dir / "postmaster.pid").read_text().split("\n")[0])
            arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        return pid if os.fsencode(self.data_dir) in arguments else None

    def start(self) -> None:
        """Start the server, or take over one that runs already, and wait until it answers."""
        prepare_socket_dir(self._socket)
        if self.is_running and self._socket.exists():
            return
        self.stop()  # a server whose socket directory was emptied cannot be reached by anybody
        self._disarm_stale_lock_files()
        self._keep_last_log()
        self._start_patiently(time.monotonic() + START_PATIENCE)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server ("smart", "fast", "immediate") and wait for its end; nothing happens where none runs."""
        if self.is_running:
            self._run("pg_ctl", "stop", "-D", str(self.data_dir), "-m", mode, "-w", "-t", "60")

    def kill(self) -> None:
        """SIGKILL the postmaster, as a power cut would: for fault tests. `start` recovers."""
        pid = self.postmaster_pid
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        while self.is_running:
            time.sleep(0.02)

    def url(self, database: str, role: str) -> str:
        """A libpq address over the socket: `postgresql://role@/database?host=…&port=…`."""
        place = f"host={quote(str(self.socket_dir), safe='/')}&port={self.port}"
        return f"postgresql://{quote(role)}@/{quote(database)}?{place}"

    def psql_command(self, database: str, role: str = "postgres") -> list[str]:
        """The command line of psql in this cluster, to which options may be added."""
        place = ["-h", str(self.socket_dir), "-p", str(self.port), "-U", role, "-d", database]
        return [str(self.bin_dir / "psql"), *place]

    def run_sql(self, database: str, sql: str, role: str = "postgres") -> str:
        """Run SQL text by psql, stopping at the first error; rows come back unaligned, one a line."""
        return run([*self.psql_command(database, role), *SCRIPTED], input_text=sql)

    def run_file(self, database: str, path: Path, role: str = "postgres") -> str:
        """Run a psql script, stopping at the first error."""
        return run([*self.psql_command(database, role), *SCRIPTED, "-f", str(path)])

    @property
    def log(self) -> Path:
        """The server's log since its last start."""
        return self.data_dir / "server.log"

    @property
    def _socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{self.port}"

    def _run(self, program: str, *arguments: str) -> str:
        return run([str(self.bin_dir / program), *arguments], as_server=True)

    def _make_parents(self) -> None:
        """Make what is missing above the data directory, open to be passed whatever root's umask is."""
        missing = [d for d in self.data_dir.parents if not d.exists()]
        for directory in reversed(missing):
            directory.mkdir()
            directory.chmod(0o755)

    def _write_options(self, directory: Path, options: Mapping[str, str]) -> None:
        place = {"listen_addresses": "", "unix_socket_directories": str(self.socket_dir), "port": str(self.port)}
        lines = (f"{name} = {quoted(value)}\n" for name, value in {**options, **place}.items())
        options_file = directory / "stageclock.conf"
        options_file.write_text("".join(lines))
        give_to_server(options_file)

    def _disarm_stale_lock_files(self) -> None:
        """Keep PostgreSQL from taking a stranger, whose process id equals a dead server's, for that server.

        In the data directory only the number is replaced: the line with the shared memory still guards against
        backends that outlived their server.
        """
        pid_file = self.data_dir / "postmaster.pid"
        if pid_file.exists():
            rest = pid_file.read_text().split("\n")[1:]
            pid_file.write_text("\n".join([str(NO_SUCH_PID), *rest]))
        lock = self._socket.with_name(self._socket.name + ".lock")
        if lock.exists() and lock.read_text().split("\n")[1] == str(self.data_dir):
            lock.unlink()

    def _keep_last_log(self) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))

    def _start_patiently(self, deadline: float) -> None:
        """Start; while backends of a killed server still hold its memory, try again."""
        try:
            self._run("pg_ctl", "start", "-D", str(self.data_dir), "-l", str(self.log), "-w", "-t", "60", "-s")
        except OperatorError as error:
            said = self.log.read_text(errors="replace") if self.log.exists() else ""
            if "is still in use" not in said.rpartition("FATAL:")[2] or time.monotonic() > deadline:
                last_words = "\n".join(said.splitlines()[-5:])
                raise OperatorError(f"{error}\n{last_words}\n(the whole log: {self.log})") from None
            time.sleep(0.2)
            self._start_patiently(deadline)


def quoted(value: str) -> str:
    """A string as postgresql.conf writes it."""
    return "'" + value.replace("'", "''") + "'"
