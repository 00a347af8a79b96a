"""Where one checkout keeps what is private to it: cluster, sockets, uploaded files, secret."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app.cluster import Cluster
from app.errors import OperatorError
from app.local.servers import find_bin_dir, server_for

DATABASE = "stageclock"
PORT = 27115  # names the socket's file and pg_cron's jobs; nothing listens on it


@dataclass(frozen=True)
class Place:
    """The checkout at `project`; its private things stand in `.local`, root's cluster where `postgres` can go."""

    project: Path

    @classmethod
    def here(cls) -> Self:
        """The checkout this code runs from; OperatorError where it was installed without one."""
        project = Path(__file__).resolve().parents[2]
        if not (project / "sql" / "roles.sql").exists():
            raise OperatorError("`flask local` works in a checkout of Stageclock, and this is none: see docker/.")
        return cls(project)

    @property
    def local(self) -> Path:
        """The directory of everything made here, ignored by Git."""
        directory = self.project / ".local"
        directory.mkdir(exist_ok=True)
        return directory

    @property
    def cluster_dir(self) -> Path:
        """The cluster's place; PostgreSQL refuses root, and `postgres` often cannot enter root's checkout."""
        return Path(f"/var/lib/stageclock/{self._short_name}") if os.geteuid() == 0 else self.local / "postgres"

    @property
    def data_dir(self) -> Path:
        """The cluster's data directory."""
        return self.cluster_dir / "data"

    @property
    def socket_dir(self) -> Path:
        """Short, for a socket's path ends at 107 bytes. Not under $XDG_RUNTIME_DIR: that goes when its user logs out,
        and a cluster started in the background stays."""
        if os.geteuid() == 0:
            return Path(f"/run/stageclock-{self._short_name}")
        return Path(f"/tmp/stageclock-{os.geteuid()}-{self._short_name}")  # noqa: S108  a planted one is refused

    @property
    def storage_dir(self) -> Path:
        """Uploaded files."""
        return self.local / "storage"

    def cluster(self) -> Cluster:
        """The cluster, made or not; existing data is always served by the version that made it."""
        made = (self.data_dir / "PG_VERSION").exists()
        bin_dir = server_for(self.data_dir) if made else find_bin_dir()
        return self._cluster_by(bin_dir)

    def url(self, role: str) -> str:
        """The database's address for one of the four roles."""
        return self._cluster_by(Path()).url(DATABASE, role)

    @property
    def is_running(self) -> bool:
        """Whether the cluster's server lives, asked without knowing which version it is."""
        return self._cluster_by(Path()).is_running

    def secret_key(self) -> str:
        """The key that signs sessions: made once, readable by its owner only."""
        path = self.local / "secret_key"
        key = path.read_text() if path.exists() else ""
        if not key:
            key = secrets.token_urlsafe(48)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(key)
        return key

    def _cluster_by(self, bin_dir: Path) -> Cluster:
        return Cluster(self.data_dir, self.socket_dir, PORT, bin_dir)

    @property
    def _short_name(self) -> str:
        return hashlib.sha256(os.fsencode(self.project)).hexdigest()[:10]
