"""The pages about mail, on a phone: the choice of kinds, and what was given up on the clock's page."""

from typing import Any

import psycopg

from tests.browser.chromium import PHONE
from tests.browser.conftest import Visit
from tests.browser.test_axe import LANGUAGES, faults_of
from tests.cast import Cast
from tests.plans import one

Connection = psycopg.Connection[Any]


@LANGUAGES
def test_the_pages_about_mail(visit_in_browser: Visit, db: Connection, cast: Cast, language: str) -> None:
    db.execute("update users set email = username || '@school.example' where username = 'bob'")
    db.execute("select stageclock.switch_mail(true, 'dora')")
    db.execute("select stageclock.broadcast(%s, 'Bring laptops.', %s)", [cast.bookshop, cast.people["alice"]])
    notice = one(db, "select notification_id from stageclock.claim_mail()")
    db.execute("select stageclock.settle_mail(%s, 1, %s, true)", [notice, f"550 {'x' * 490}"])
    for username, path in (("bob", "/account/mail"), ("dora", "/clock")):
        page = visit_in_browser(username, language=language, width=PHONE)
        page.goto(path)
        assert faults_of(page, language) == []
