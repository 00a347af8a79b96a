"""The account a private server runs under: who that is, how to act as it, and the directory only it may enter."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.errors import OperatorError

SOCKET_PATH_LIMIT = 107  # bytes in sockaddr_un.sun_path on Linux, without the closing zero


def server_account() -> pwd.struct_passwd:
    """The account PostgreSQL runs under: `postgres` for root, otherwise whoever calls."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise OperatorError("There is no user `postgres` for root to run PostgreSQL as: run `bin/setup`.") from None


def give_to_server(path: Path) -> None:
    """Make root's new file or directory the server's own."""
    if os.geteuid() == 0:
        account = server_account()
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def prepare_socket_dir(socket: Path) -> None:
    """Make the socket's directory (gone after a restart of the machine); refuse one that others planted."""
    if len(os.fsencode(socket)) > SOCKET_PATH_LIMIT:
        raise OperatorError(f"{socket} is too long for a socket ({SOCKET_PATH_LIMIT} bytes): choose a shorter path.")
    directory = socket.parent
    with suppress(FileExistsError):
        directory.mkdir(mode=0o700)
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), server_account().pw_uid}:
        raise OperatorError(f"{directory} belongs to somebody else: have it removed, then start again.")
    give_to_server(directory)
    directory.chmod(0o700)


def run(command: Sequence[str], as_server: bool = False, input_text: str | None = None) -> str:
    """Run one of PostgreSQL's programs and return its output; OperatorError carries what it said.

    It gets a session of its own (a Ctrl-C is the caller's to handle) and none of the caller's PG* variables, which
    could lead it to another server.
    """
    account = server_account() if as_server and os.geteuid() == 0 else None
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    result = subprocess.run(  # noqa: S603  PostgreSQL's own programs
        command,
        cwd="/",
        env=environment,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        start_new_session=True,
        input=input_text or "",
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise OperatorError(f"{Path(command[0]).name} failed: {(result.stderr or result.stdout).strip()}")
    return result.stdout
