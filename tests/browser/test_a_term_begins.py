"""The story of a term's beginning, through buttons and forms alone: nobody types an address but the stranger."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.browser.chromium import CHINESE, PHONE, sign_in
from tests.browser.conftest import Visit
from tests.browser.hands import Hand
from tests.clusters import MovableClock

# A Thursday; the term begins on the Monday after it.
LATE_AUGUST = datetime(2026, 8, 27, 2, 0, tzinfo=UTC)
STUDENTS = 40
PLAN = (
    "Team formation",
    "Division of roles",
    "Analysis",
    "Design",
    "Mid-term hand-in",
    "Implementation",
    "Final hand-in",
)


@pytest.fixture(autouse=True)
def late_august(clock: MovableClock) -> None:
    """When the story begins."""
    clock.set(LATE_AUGUST)


@pytest.fixture
def class_list(tmp_path: Path) -> Path:
    """A workbook as a school hands it out: a title, a header, and a row for each of 40 students."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Software Engineering, class 1"])
    sheet.append(["学号", "姓名", "邮箱"])
    for n in range(1, STUDENTS + 1):
        sheet.append([f"2026{n:04}", f"Student {n}", f"s{n}@school.example"])
    book.save(tmp_path / "class-1.xlsx")
    return tmp_path / "class-1.xlsx"


def import_class(erin: Hand, class_list: Path) -> str:
    """Upload the workbook, look, apply; returns the first password of number 7 as the page lists it."""
    erin.follow("Courses")
    erin.page.get_by_role("link", name="Course SE-1").click()
    erin.follow("Import a class list …")
    erin.field("Class list (.xlsx or .csv)").set_input_files(class_list)
    erin.press("Look at what will happen")
    erin.arrive_at("class-1.xlsx")
    expect(erin.page.locator(".sc-sums")).to_contain_text(str(STUDENTS))
    erin.press("Apply the class list")
    erin.arrive_at(erin.say("First passwords of %(name)s") % {"name": "Course SE-1"})
    expect(erin.page.locator("td code")).to_have_count(STUDENTS)
    first_password = erin.page.locator("tr", has_text="20260007").locator("code").inner_text()
    erin.follow("Done: back to the course")
    return first_password


def make_course_work(erin: Hand) -> None:
    """From the course's page to a draft with the ten weeks that are proposed, from next Monday on."""
    erin.follow("New course work")
    erin.field("Title").fill("Library")
    erin.press("Make a draft")
    erin.arrive_at("Library")
    expect(erin.field("First day")).to_have_value("2026-08-31")
    erin.press("Make this plan")
    expect_plan(erin, *PLAN)


def expect_plan(hand: Hand, *names: str) -> None:
    """These stages, in this order, whether in the plan or in the overview."""
    headings = hand.page.locator("li.sc-stage h3")
    expect(headings).to_have_count(len(names))
    for heading, name in zip(headings.all(), names, strict=True):
        expect(heading).to_contain_text(hand.say(name))


def move_stages(erin: Hand) -> None:
    """The analysis one place up, and the last hand-in until two days later."""
    erin.press("Move Analysis up")
    expect(erin.page.locator(".sc-flash")).to_have_text("Analysis is moved.")
    erin.page.get_by_label("Edit Final hand-in …").click()
    end = erin.field("End", within=erin.stage("Final hand-in"))
    expect(end).to_have_value("2026-11-08T23:59")
    end.fill("2026-11-10T23:59")
    erin.stage("Final hand-in").get_by_role("button", name="Save").click()
    expect(erin.page.locator(".sc-flash")).to_have_text("Final hand-in is saved.")


def publish(erin: Hand) -> None:
    """From the plan: what will happen is shown first, and then done."""
    erin.follow("Publish …")
    erin.arrive_at(erin.say("Publish %(name)s?") % {"name": "Library"})
    expect(erin.page.locator(".sc-foreseen-row")).to_have_count(2 * len(PLAN))
    erin.press("Yes, publish it")
    expect(erin.page.locator(".sc-flash")).to_be_visible()
    erin.arrive_at("Library")


def sign_in_for_the_first_time(student: Hand, first_password: str) -> None:
    """Number 7 comes with the first password, and may do nothing before choosing one of their own."""
    student.page.goto("/")
    sign_in(student.page, "20260007", first_password)
    student.arrive_at(student.say("Choose a password of your own"))
    student.field("Current password").fill(first_password)
    for label in ("New password", "New password, once more"):
        student.field(label).fill("seven green bottles")
    student.press("Change it")
    student.arrive_at(student.say("My course work"))


def see_it(student: Hand) -> None:
    """What is published is among their course work, and leads to its plan."""
    student.follow("My course work")
    student.page.get_by_role("link", name="Library").click()
    student.arrive_at("Library")


def test_a_term_begins(visit_in_browser: Visit, class_list: Path) -> None:
    erin, student = Hand(visit_in_browser("erin")), Hand(visit_in_browser())
    first_password = import_class(erin, class_list)
    make_course_work(erin)
    move_stages(erin)

    sign_in_for_the_first_time(student, first_password)
    expect(student.page.get_by_role("link", name="Bookshop")).to_be_visible()
    expect(student.page.get_by_text("Library")).to_have_count(0)

    publish(erin)
    see_it(student)
    expect_plan(student, "Team formation", "Analysis", "Division of roles", *PLAN[3:])
    expect(student.stage("Final hand-in")).to_contain_text("Tue 10 Nov 2026, 23:59")

    charlie = visit_in_browser("charlie")
    answer = charlie.goto(student.page.url)
    assert answer is not None and answer.status == 404
    expect(charlie.get_by_text("Library")).to_have_count(0)


def test_a_term_begins_in_chinese_on_a_phone(visit_in_browser: Visit, class_list: Path) -> None:
    erin, student = (Hand(visit_in_browser(name, language=CHINESE, width=PHONE), CHINESE) for name in ("erin", None))
    first_password = import_class(erin, class_list)
    make_course_work(erin)
    publish(erin)
    sign_in_for_the_first_time(student, first_password)
    see_it(student)
    expect_plan(student, *PLAN)
