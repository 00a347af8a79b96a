"""What every page must look like, whoever reads it and on whatever."""

from playwright.sync_api import Page

from tests.browser.chromium import CHINESE

TAGS = {CHINESE: "zh-Hans-CN"}
# The page's language, its number of first headings, and what is wider than the window, innermost first: what a person
# would have to scroll sideways for.
LOOK = """() => {
    const { lang, clientWidth, scrollWidth } = document.documentElement;
    const parts = scrollWidth > clientWidth ? [...document.querySelectorAll("body *")] : [];
    const wide = parts.filter((part) => part.getBoundingClientRect().right > clientWidth).reverse();
    const outside = wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 120));
    const overflow = scrollWidth > clientWidth ? [`scrolls sideways to ${scrollWidth} px`, ...outside] : [];
    return { lang, headings: document.querySelectorAll("h1").length, overflow };
}"""


def mishaps_of(page: Page, language: str) -> list[str]:
    """What is wrong with the page once its stylesheets are there: its language, its headings, its width."""
    page.wait_for_load_state("load")
    asked = f"{page.viewport_size and page.viewport_size['width']} px, {language}, {page.url}"
    seen = page.evaluate(LOOK)
    mishaps = list(seen["overflow"])
    mishaps += [f"{seen['headings']} h1"] if seen["headings"] != 1 else []
    mishaps += [f"lang={seen['lang']}"] if seen["lang"] != TAGS.get(language, "en") else []
    return [f"{asked}: {mishap}" for mishap in mishaps]
