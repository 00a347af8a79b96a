"""What our images begin with: Debian's from a registry or, where none can be reached, made here under the same name."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests import debian
from tests.containers.engine import Engine
from tests.containers.place import LOG, PLACE
from tests.debian import Unavailable

# Of this machine's pip what says how to get at packages; the rest means files that are here.
TAKEN = ("cert", "index-url", "proxy", "trusted-host", "timeout", "retries")
NOT_WANTED = ("/usr/share/doc", "/usr/share/info", "/usr/share/locale", "/usr/share/man")
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def ensure(engine: Engine, suite: str) -> None:
    """Have `debian:SUITE-slim`."""
    name = f"debian:{suite}-slim"
    if engine.docker("image", "inspect", name, check=False).returncode == 0:
        return
    print(f"Asking a registry for {name} …", flush=True)
    pulled = engine.docker("pull", "--quiet", name, check=False)
    if pulled.returncode != 0:
        print(f"No registry gives it ({pulled.stderr.strip().splitlines()[-1]}): it is made here.", flush=True)
        make(engine, suite, name)


def make(engine: Engine, suite: str, name: str) -> None:
    """By debootstrap, kept as an archive so that an engine which has forgotten it gets it back in seconds."""
    debian.refuse_without_root(f"No registry gives {name}, and to make it")
    PLACE.mkdir(parents=True, exist_ok=True)
    archive = PLACE / f"{suite}.tar"
    if not archive.exists():
        tree = PLACE / f"{suite}.tree"
        shutil.rmtree(tree, ignore_errors=True)
        debian.make_base(tree, suite, LOG)
        write_pip_settings(tree)
        slim_down(tree)
        draft = archive.with_suffix(".new")
        debian.step(
            "Packing it",
            ["tar", "--create", "--numeric-owner", "--directory", str(tree), "--file", str(draft), "."],
            LOG,
        )
        draft.rename(archive)
        shutil.rmtree(tree, ignore_errors=True)
    engine.docker("import", "--change", 'CMD ["bash"]', str(archive), name)


def write_pip_settings(tree: Path) -> None:
    """The image's pip asks whom this machine's asks."""
    told = subprocess.run([sys.executable, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True)
    pairs = [line.partition("=") for line in told.stdout.splitlines()]
    found = {key.rpartition(".")[2]: value.strip("'") for key, _, value in pairs}
    taken = {name: found[name] for name in TAKEN if name in found}
    if "cert" in taken:
        taken["cert"] = BUNDLE
    lines = [f"{name} = {value}" for name, value in taken.items()]
    (tree / "etc" / "pip.conf").write_text("\n".join(["[global]", *lines, ""]))


def slim_down(tree: Path) -> None:
    """As the registry's: no archives and lists of packages, no manuals now or later, no waiting for the disk."""
    for name in ("var/cache/apt", "var/lib/apt/lists", *(path.strip("/") for path in NOT_WANTED)):
        shutil.rmtree(tree / name, ignore_errors=True)
        (tree / name).mkdir(parents=True, exist_ok=True)
    lines = ["force-unsafe-io", *(f"path-exclude {path}/*" for path in NOT_WANTED)]
    (tree / "etc/dpkg/dpkg.cfg.d/image").write_text("\n".join([*lines, ""]))
    policy = tree / "usr/sbin/policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    for name in ("etc/resolv.conf", "etc/hosts"):
        (tree / name).write_text("")


def refuse_unknown(suite: str, known: dict[str, int]) -> None:
    """Say which releases there are."""
    if suite not in known:
        raise Unavailable(f"The images are known to work on {' and '.join(known)}, and not on {suite}.")
