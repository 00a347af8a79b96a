"""An engine's programs as the tests find them: laid out as in /usr, each a few lines that enter the tree."""

import shutil
from pathlib import Path

from tests.clusters import ROOT
from tests.matrix.engines import Engine

# Root enters by chroot. Root's servers, which run as another account, may not: they do it in a user namespace in
# which they stay who they are.
WRAPPER = """#!/bin/sh
if [ "$(id -u)" -eq 0 ]; then
    exec {chroot} {tree} {program} "$@"
fi
exec {unshare} --map-current-user --root={tree} {program} "$@"
"""

# What both sides must see alike: devices with the shared memory that clusters live in, processes, sockets, temporary
# directories, root's private clusters, this checkout. In a mount namespace: it ends with the tests, however they end.
SHARE = """set -eu
# What is mounted later, as by a test of a full disk, is seen inside the tree too.
mount --make-rshared /
tree=$1; shift
while [ "$1" != -- ]; do
    mkdir -p "$1" "$tree$1"
    mount --rbind "$1" "$tree$1"
    shift
done
shift
exec "$@"
"""
SHARED = (*map(Path, ("/dev", "/proc", "/run", "/tmp", "/var/lib/stageclock")), ROOT)


def lay_out(engine: Engine, usr: Path) -> None:
    """Fill `usr`, for STAGECLOCK_USR: this machine's own programs as they are, a tree's behind wrappers."""
    ours = usr / "lib/postgresql" / str(engine.major) / "bin"
    (usr / "share").mkdir(parents=True)
    (usr / "share/postgresql").symlink_to(engine.root / "usr/share/postgresql")
    ours.parent.mkdir(parents=True)
    if engine.root == Path("/"):
        ours.symlink_to(engine.programs)
        return
    ours.mkdir()
    for program in engine.programs.iterdir():
        wrap(ours / program.name, engine, Path("/") / program.relative_to(engine.root))


def wrap(path: Path, engine: Engine, program: Path) -> None:
    """One wrapper."""
    tools = {name: shutil.which(name) for name in ("chroot", "unshare")}
    path.write_text(WRAPPER.format(tree=engine.root, program=program, **tools))
    path.chmod(0o755)


def entering(engine: Engine, command: list[str]) -> list[str]:
    """The command, run where the engine's programs see what the tests see."""
    if engine.root == Path("/"):
        return command
    shared = [str(place) for place in SHARED]
    return ["unshare", "--mount", "sh", "-c", SHARE, "sh", str(engine.root), *shared, "--", *command]
