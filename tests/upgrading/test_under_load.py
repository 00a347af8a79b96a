"""An upgrade while people work: nobody's request fails, and the processes of the release before go on working."""

import time
from pathlib import Path

from tests.cast import gather
from tests.clusters import Database
from tests.plans import one
from tests.serving import running_web
from tests.upgrading.people import at_work
from tests.upgrading.releases import later_releases
from tests.upgrading.scene import everyday

A_SECOND = 50


def test_no_request_fails_while_two_later_releases_are_installed(production: Database, tmp_path: Path) -> None:
    releases = later_releases(tmp_path, 2)
    with production.connect() as db, running_web(production, tmp_path, workers=2, LOG_LEVEL="warning") as web:
        requests = everyday(db, gather(db), web.address)
        with at_work(web.address, requests, A_SECOND) as work:
            time.sleep(1)
            for release in releases:
                installed = release.upgrade(production)
                assert installed.returncode == 0, installed.stderr
                assert f"Built the index ix_stages_{release.head}." in installed.stderr
            time.sleep(1)
        assert work.failed == []
        assert work.done.total() > 2 * A_SECOND
        (handing_in,) = (request.path for request in requests if request.path.endswith("/submissions"))
        assert one(db, "select version_num from alembic_version") == releases[-1].head
        assert one(db, "select count(*) from submissions") == work.done[handing_in]
