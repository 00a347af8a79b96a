"""A tree of another Debian with its PostgreSQL in it: made once by debootstrap, used again, removed by one command."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.matrix.engines import SUITES, Engine, Unavailable, packages

# Outside the checkout: whoever runs the servers must be able to pass, and often cannot enter root's directories.
PLACE = Path("/var/cache/stageclock/matrix")
APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
# For maintainer scripts, which ask after processes; seen in this step's mount namespace only.
INSIDE = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
# What apt and the name service need to know of this machine's network.
OF_THIS_MACHINE = ("etc/apt/apt.conf.d", "usr/local/share/ca-certificates", "etc/resolv.conf", "etc/hosts")


def make(major: int) -> Engine:
    """The engine in its tree, made where it is missing; Unavailable says why it cannot be."""
    engine = Engine(major, PLACE / SUITES[major])
    if not engine.is_complete:
        refuse_without_root(major)
        PLACE.mkdir(parents=True, exist_ok=True)
        draft = PLACE / f"{SUITES[major]}.new"
        shutil.rmtree(draft, ignore_errors=True)
        grow(draft, major)
        shutil.rmtree(engine.root, ignore_errors=True)
        draft.rename(engine.root)
    return engine


def refuse_without_root(major: int) -> None:
    """Say what would help whoever may not make trees."""
    if os.geteuid() != 0:
        raise Unavailable(f"PostgreSQL {major} of Debian {SUITES[major]} needs a tree, which only root can make.")


def grow(tree: Path, major: int) -> None:
    """Debian's base, this machine's way to the network, the servers' account, the packages."""
    suite = SUITES[major]
    if not shutil.which("debootstrap"):
        step("Installing debootstrap", [*APT, "install", "debootstrap"])
    base = ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite, str(tree), mirror()]
    step(f"Making a tree of Debian {suite} (a minute or two)", base)
    copy_settings(tree)
    add_account(tree)
    inside = ["sh", "-c", INSIDE, str(tree)]
    step("Trusting whom this machine trusts", [*inside, "update-ca-certificates"])
    step(f"Asking what Debian {suite} offers", [*inside, *APT, "update"])
    refuse_missing_packages(tree, major)
    install = [*inside, *APT, "install", "--no-install-recommends"]
    step("Installing what makes clusters", [*install, "postgresql-common"])
    forbid_clusters(tree)
    step(f"Installing PostgreSQL {major}", [*install, *packages(major)])
    step("Tidying up", [*inside, "apt-get", "clean"])


def mirror() -> str:
    """The Debian archive that this machine itself uses."""
    ask = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Origin: Debian"]
    found = subprocess.run([*ask, "Component: main"], check=False, capture_output=True, text=True).stdout.split()
    archive = next((uri for uri in found if "security" not in uri), None)
    if archive is None:
        raise Unavailable("apt knows no Debian archive here: run apt-get update, then this again.")
    return archive


def copy_settings(tree: Path) -> None:
    """Proxies, certificates, names: whatever they are here."""
    for name in OF_THIS_MACHINE:
        here, there = Path("/", name), tree / name
        if here.is_dir():
            shutil.copytree(here, there, dirs_exist_ok=True)
        elif here.exists():
            shutil.copy(here, there)


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
    """Say and do it in a mount namespace: what it mounts is gone with it, however it ends."""
    print(f"{doing} …", flush=True)
    log = PLACE / "log"
    with log.open("a") as file:
        done = subprocess.run(["unshare", "--mount", *command], check=False, stdout=file, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        last_words = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Unavailable(f"{doing} failed:\n{last_words}\n(all of it: {log})")


def remove() -> None:
    """Take all trees away; nothing is ever left mounted in them."""
    shutil.rmtree(PLACE, ignore_errors=True)
