"""Compose 2 where this Debian has none: trixie's package, unpacked beside our images and not installed."""

from pathlib import Path

from tests import debian
from tests.containers.place import LOG, PLACE

SUITE = "trixie"
PACKAGE = "docker-compose"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
WITHIN = "usr/libexec/docker/cli-plugins"


def fetch() -> Path:
    """A directory for DOCKER_CONFIG that has the plugin."""
    configuration = PLACE / "configuration"
    plugin = configuration / "cli-plugins" / PACKAGE
    if not plugin.exists():
        debian.refuse_without_root("Docker here has no Compose 2, and to fetch it")
        plugin.parent.mkdir(parents=True, exist_ok=True)
        unpacked = download(PLACE / "packages")
        (unpacked / WITHIN / PACKAGE).rename(plugin)
    return configuration


def download(place: Path) -> Path:
    """The package's files, by apt with lists of their own: this machine's sources stay as they are."""
    unpacked = place / "unpacked"
    for directory in (place / "lists" / "partial", unpacked):
        directory.mkdir(parents=True, exist_ok=True)
    sources = place / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {debian.mirror()} {SUITE} main\n")
    settings = {
        "Dir::Etc::sourcelist": str(sources),
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": str(place / "lists"),
        "Dir::Cache::pkgcache": "",
        "Dir::Cache::srcpkgcache": "",
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-q", *(word for name, value in settings.items() for word in ("-o", f"{name}={value}"))]
    debian.step(f"Asking what Debian {SUITE} offers", [*apt, "update"], LOG)
    fetching = 'cd "$0" && "$@"'
    debian.step(f"Fetching {PACKAGE}", ["sh", "-c", fetching, str(place), *apt, "download", PACKAGE], LOG)
    newest = max(place.glob(f"{PACKAGE}_*.deb"), key=lambda path: path.stat().st_mtime)
    debian.step(f"Unpacking {PACKAGE}", ["dpkg-deb", "--extract", str(newest), str(unpacked)], LOG)
    return unpacked
