"""Other releases of Debian for tests: made by debootstrap, with this machine's own way to the network."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"]
# For maintainer scripts, which ask after processes; seen in this step's mount namespace only.
INSIDE = 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"'
# What apt and the name service need to know of this machine's network.
OF_THIS_MACHINE = ("etc/apt/apt.conf.d", "usr/local/share/ca-certificates", "etc/resolv.conf", "etc/hosts")


class Unavailable(Exception):
    """Something that tests need cannot be had here; the message says why and what would help."""


def refuse_without_root(what: str) -> None:
    """Say what would help whoever may not."""
    if os.geteuid() != 0:
        raise Unavailable(f"{what}: only root can do that. Run this as root.")


def make_base(tree: Path, suite: str, log: Path) -> None:
    """Fill a directory that is not there yet with a minimal Debian that reaches what this machine reaches."""
    if not shutil.which("debootstrap"):
        step("Installing debootstrap", [*APT, "install", "debootstrap"], log)
    base = ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite, str(tree), mirror()]
    step(f"Making a tree of Debian {suite} (a minute or two)", base, log)
    copy_settings(tree)
    step("Trusting whom this machine trusts", [*inside(tree), "update-ca-certificates"], log)


def inside(tree: Path) -> list[str]:
    """What to put before a command that is to run in the tree."""
    return ["sh", "-c", INSIDE, str(tree)]


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


def step(doing: str, command: Sequence[str], log: Path) -> None:
    """Say and do it in a mount namespace: what it mounts is gone with it, however it ends."""
    print(f"{doing} …", flush=True)
    with log.open("a") as file:
        done = subprocess.run(["unshare", "--mount", *command], check=False, stdout=file, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        last_words = "\n".join(log.read_text(errors="replace").splitlines()[-8:])
        raise Unavailable(f"{doing} failed:\n{last_words}\n(all of it: {log})")
