"""A tree of another Debian with its PostgreSQL in it: made once by debootstrap, used again, removed by one command."""

import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests import debian
from tests.debian import APT, Unavailable
from tests.matrix.engines import SUITES, Engine, packages

# Outside the checkout: whoever runs the servers must be able to pass, and often cannot enter root's directories.
PLACE = Path("/var/cache/stageclock/matrix")


def make(major: int) -> Engine:
    """The engine in its tree, made where it is missing; Unavailable says why it cannot be."""
    engine = Engine(major, PLACE / SUITES[major])
    if not engine.is_complete:
        debian.refuse_without_root(f"PostgreSQL {major} of Debian {SUITES[major]} needs a tree")
        PLACE.mkdir(parents=True, exist_ok=True)
        draft = PLACE / f"{SUITES[major]}.new"
        shutil.rmtree(draft, ignore_errors=True)
        grow(draft, major)
        shutil.rmtree(engine.root, ignore_errors=True)
        draft.rename(engine.root)
    return engine


def grow(tree: Path, major: int) -> None:
    """Debian's base, the servers' account, the packages."""
    suite = SUITES[major]
    debian.make_base(tree, suite, PLACE / "log")
    add_account(tree)
    inside = debian.inside(tree)
    step(f"Asking what Debian {suite} offers", [*inside, *APT, "update"])
    refuse_missing_packages(tree, major)
    install = [*inside, *APT, "install", "--no-install-recommends"]
    step("Installing what makes clusters", [*install, "postgresql-common"])
    forbid_clusters(tree)
    step(f"Installing PostgreSQL {major}", [*install, *packages(major)])
    step("Tidying up", [*inside, "apt-get", "clean"])


def add_account(tree: Path) -> None:
    """`postgres` with this machine's number: the data of its servers lies on both sides. No service may start."""
    account = pwd.getpwnam("postgres")
    uid, gid = str(account.pw_uid), str(account.pw_gid)
    inside = ["chroot", str(tree)]
    step("Adding the group postgres", [*inside, "groupadd", "-o", "-g", gid, "postgres"])
    step("Adding the user postgres", [*inside, "useradd", "-o", "-u", uid, "-g", gid, "-M", "postgres"])
    policy = tree / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)


def refuse_missing_packages(tree: Path, major: int) -> None:
    """Say which packages this Debian has not, or no longer."""
    for name in packages(major):
        known = subprocess.run(["chroot", tree, "apt-cache", "show", name], check=False, capture_output=True)
        if known.returncode != 0:
            raise Unavailable(f"Debian {SUITES[major]} offers no {name} today.")


def forbid_clusters(tree: Path) -> None:
    """The packages would make a cluster of their own otherwise."""
    settings = tree / "etc/postgresql-common/createcluster.conf"
    with settings.open("a") as file:
        file.write("\ncreate_main_cluster = false\n")


def step(doing: str, command: Sequence[str]) -> None:
    """One step, written down beside the trees."""
    debian.step(doing, command, PLACE / "log")


def remove() -> None:
    """Take all trees away; nothing is ever left mounted in them."""
    shutil.rmtree(PLACE, ignore_errors=True)
