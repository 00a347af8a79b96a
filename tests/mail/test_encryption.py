"""Mail over TLS against real certificates: only to a server with one that is trusted, for its name, and in time."""

import ssl
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.cast import Cast
from tests.mail.certificates import Authority, found
from tests.mail.conftest import Deliver
from tests.mail.post_office import open_office
from tests.plans import one

Connection = psycopg.Connection[Any]
SCHEMES = ["smtps", "smtp+starttls"]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return found(tmp_path_factory.mktemp("authority"))


@pytest.fixture(autouse=True)
def messages(db: Connection, cast: Cast) -> None:
    """Three that wait."""
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [cast.bookshop, cast.people["alice"]])


def encrypted(scheme: str, context: ssl.SSLContext) -> dict[str, Any]:
    """How a post office encrypts: from the first byte, or once it is asked to, and takes nothing before."""
    asked = {"tls_context": context, "require_starttls": True, "auth_required": True}
    at_once = {"ssl_context": context, "auth_required": True, "auth_require_tls": False}  # it does not see its own TLS
    return at_once if scheme == "smtps" else asked


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("scheme", SCHEMES)
def test_mail_goes_to_a_server_whose_certificate_is_good(
    deliver: Deliver, db: Connection, authority: Authority, scheme: str
) -> None:
    with open_office(**encrypted(scheme, authority.certify("127.0.0.1"))) as office:
        url = f"{scheme}://ada:p%40ss%2Fword@127.0.0.1:{office.port}"
        told = deliver(SMTP_URL=url, SSL_CERT_FILE=str(authority.certificate))
    assert (told.stdout, told.exit_code) == ("Sent 3, put off 0, gave up 0.\n", 0), told.stderr
    assert len(office.taken) == 3 and office.signed_in == [b"ada"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("host", "days", "is_trusted", "reason"),
    [
        ("127.0.0.1", 1, False, "unable to get local issuer certificate"),
        ("mail.school.example", 1, True, "IP address mismatch"),
        ("127.0.0.1", -1, True, "certificate has expired"),
    ],
)
def test_any_other_server_gets_neither_mail_nor_password(
    deliver: Deliver, db: Connection, authority: Authority, tmp_path: Path,
    scheme: str, host: str, days: int, is_trusted: bool, reason: str,
) -> None:  # fmt: skip
    trusted = authority if is_trusted else found(tmp_path / "another")
    with open_office(**encrypted(scheme, authority.certify(host, days))) as office:
        url = f"{scheme}://ada:p%40ss%2Fword@127.0.0.1:{office.port}"
        told = deliver(SMTP_URL=url, SSL_CERT_FILE=str(trusted.certificate))
    assert told.exit_code == 1 and reason in told.stderr, told.stderr
    assert office.taken == [] and office.signed_in == []
    assert one(db, "select sum(attempts) from mail_outbox") == 0
