"""What every page must look like, whoever reads it and on whatever."""

from playwright.sync_api import Page

from tests.browser.chromium import CHINESE

TAGS = {CHINESE: "zh-Hans-CN"}
# What is wider than the window, innermost first: what a person would have to scroll sideways for.
STICKING_OUT = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("body *")].filter((part) => part.getBoundingClientRect().right > width);
    return wide.reverse().slice(0, 3).map((part) => part.outerHTML.slice(0, 120));
}"""


def mishaps_of(page: Page, language: str) -> list[str]:
    """What is wrong with the page as it is now: its language, its headings, its width."""
    asked = f"{page.viewport_size and page.viewport_size['width']} px, {language}, {page.url}"
    headings = page.locator("h1").count()
    tag = page.locator("html").get_attribute("lang")
    mishaps = [f"sticks out: {part}" for part in page.evaluate(STICKING_OUT)]
    mishaps += [f"{headings} h1"] if headings != 1 else []
    mishaps += [f"lang={tag}"] if tag != TAGS.get(language, "en") else []
    return [f"{asked}: {mishap}" for mishap in mishaps]
