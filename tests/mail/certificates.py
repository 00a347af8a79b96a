"""A certification authority of one's own, by the `openssl` that PostgreSQL's packages bring along."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


def openssl(*arguments: str, cwd: Path) -> None:
    """Run it; what it said where it failed."""
    done = subprocess.run(["openssl", *arguments], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@dataclass(frozen=True)
class Authority:
    """Its files are in a folder; `certificate` is what those trust who trust it."""

    folder: Path

    @property
    def certificate(self) -> Path:
        """The authority's own."""
        return self.folder / "authority.pem"

    def certify(self, host: str, days: int = 1) -> ssl.SSLContext:
        """What a server shows as this host; with -1 days its certificate has expired."""
        extensions = self.folder / "extensions"
        extensions.write_text(f"subjectAltName={'IP' if host[0].isdigit() else 'DNS'}:{host}\n")
        openssl(
            "req", "-new", *KEY, "-keyout", "server.key", "-out", "request.pem", "-subj", f"/CN={host}", cwd=self.folder
        )
        openssl(
            "x509", "-req", "-in", "request.pem", "-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial",
            "-days", str(days), "-extfile", "extensions", "-out", "server.pem", cwd=self.folder,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "server.pem", self.folder / "server.key")
        return context


def found(folder: Path) -> Authority:
    """A new one."""
    folder.mkdir(exist_ok=True)
    whole = ("-x509", "-days", "2", "-subj", "/CN=Authority for tests", "-addext", "basicConstraints=critical,CA:TRUE")
    openssl("req", *KEY, *whole, "-keyout", "authority.key", "-out", "authority.pem", cwd=folder)
    return Authority(folder)
