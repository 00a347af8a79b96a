"""Where `make test-docker` keeps what it uses again: base images, its engine's images, programs from Debian."""

from pathlib import Path

PLACE = Path("/var/cache/stageclock/docker")
LOG = PLACE / "log"
