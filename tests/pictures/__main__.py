"""`python -m tests.pictures`: pictures of the demo's pages into docs/pictures/, for README and docs.

Most are taken on one morning of a term, on which the clock stands still, so that only what has changed in the pages
changes in them. The clock's own page is taken at the real time: that it stands still is what it would complain of.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from app.cluster import Cluster
from app.demo.load import PASSWORD, ZONE, load
from app.errors import OperatorError
from tests.browser.chromium import ARGUMENTS, CHINESE, ENGLISH, PATIENCE, find_chromium, sign_in
from tests.clusters import ROOT, Database, MovableClock, running_cluster
from tests.main_path.conftest import wait_for_launcher
from tests.pictures.small import shrunk
from tests.serving import running_web
from tests.web.conftest import CATALOGUE

PICTURES = ROOT / "docs" / "pictures"
MORNING = datetime(2026, 10, 14, 9, 30, tzinfo=ZoneInfo(ZONE))
# When the clock looks after the demo was loaded: at what it opens and closes, and where the pictures are taken.
LOOKS = (0, 1, 2, 3, 4, 20, 21, 33)
MOST = 150_000  # bytes of one file
LIGHT_AND_DARK = ("light", "dark")


@dataclass(frozen=True)
class Picture:
    """What one picture shows: a page, to whom, in which language; how large, in which colours, and what is unfolded."""

    name: str
    username: str
    address: str
    language: str = ENGLISH
    size: tuple[int, int] = (1120, 900)
    themes: tuple[str, ...] = LIGHT_AND_DARK
    unfolded: str = ""


STUDENT, TEACHER, ADMIN = "20260001", "lin", "dora"
STANDING = (
    Picture("course-work", STUDENT, "/assignments/1"),
    Picture("course-work-chinese", STUDENT, "/assignments/1", CHINESE, themes=("light",)),
    Picture("phone", STUDENT, "/", CHINESE, (390, 844)),
    Picture("dashboard", TEACHER, "/dashboard", size=(1120, 1000)),
    Picture("plan", TEACHER, "/assignments/1/plan", unfolded=".sc-stage.sc-active details"),
)
RUNNING = (Picture("clock", ADMIN, "/clock"),)


def take(browser: Browser, site: str, picture: Picture, theme: str, now: datetime | None) -> Path:
    """One file, seen by a device whose clock says `now`, where that is given; AssertionError where it is too large."""
    width, height = picture.size
    context = browser.new_context(
        base_url=site, locale=picture.language, viewport={"width": width, "height": height},
        color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce",
    )  # fmt: skip
    try:
        return keep(context, picture, PICTURES / f"{picture.name}-{theme}.png", now)
    finally:
        context.close()


def keep(context: BrowserContext, picture: Picture, path: Path, now: datetime | None) -> Path:
    """Sign in, open the page, and write what is seen of it."""
    context.set_default_timeout(PATIENCE)
    if now:
        context.clock.set_fixed_time(now)
    page = context.new_page()
    page.goto("/sign-in")
    sign_in(page, picture.username, PASSWORD)
    page.locator(".sc-person").wait_for()
    page.goto(picture.address)
    page.locator("main h1").wait_for()
    if picture.unfolded:
        page.locator(picture.unfolded).first.evaluate("(part) => { part.open = true; }")
    seen = page.screenshot(animations="disabled", caret="hide")
    content = shrunk(context.new_page(), seen)
    assert len(content) <= MOST, f"{path.name} has {len(content)} bytes: make what it shows smaller."
    path.write_bytes(content)
    return path


def take_all(
    browser: Browser, database: Database, storage: Path, pictures: Sequence[Picture], now: datetime | None = None
) -> None:
    """Serve the database and take these pictures of its pages."""
    with running_web(database, storage) as web:
        for picture in pictures:
            for theme in picture.themes:
                path = take(browser, web.address, picture, theme, now)
                print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes", flush=True)


def with_demo(cluster: Cluster, name: str, storage: Path, clock_stands: bool) -> Database:
    """A database with the demo, in which the clock has looked at every stage that was due."""
    cluster.run_sql("postgres", f"create database {name}")
    database = Database(cluster, name)
    database.prepare()
    clock = MovableClock(database)
    if clock_stands:
        clock.set(MORNING)
    with database.connect("stageclock_owner", autocommit=False) as owner:
        load(owner, storage)
    for minute in LOOKS if clock_stands else (0,):
        if clock_stands:
            clock.set(MORNING + timedelta(minutes=minute))
        database.tick()
    return database


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = find_chromium()
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


def main() -> int:
    """All pictures; 1, and why, where something that they need is not here."""
    PICTURES.mkdir(exist_ok=True)
    if not CATALOGUE.with_suffix(".mo").exists():
        print("Error: the Chinese translation is not compiled here: run bin/setup --dev first.", file=sys.stderr)
        return 1
    try:
        with chromium() as browser, running_cluster("running") as cluster, tempfile.TemporaryDirectory() as storage:
            live = with_demo(cluster, "running", Path(storage), clock_stands=False)
            wait_for_launcher(live)
            standing = with_demo(cluster, "standing", Path(storage), clock_stands=True)
            take_all(browser, standing, Path(storage), STANDING, MORNING + timedelta(minutes=LOOKS[-1]))
            take_all(browser, live, Path(storage), RUNNING)
    except (OperatorError, pytest.fail.Exception) as lacking:
        print(f"Error: {lacking}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
