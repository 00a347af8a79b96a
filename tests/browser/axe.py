"""Every page before axe: WCAG 2.0 to 2.2, levels A and AA, and what axe calls best practice."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SETS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# No page has frames, and no rule that counts here reads style sheets apart from their effect.
LEAN = {"preload": False, "selectors": False, "iframes": False}
EVERYTHING = {"runOnly": {"type": "tag", "values": SETS}, "resultTypes": ["violations"], **LEAN}
# What depends on the colours of a page alone.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"], **LEAN}
# What is folded away is looked at too; what the menu would cover is not: it has a test of its own.
UNFOLD = "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"
THERE = "() => typeof axe === 'object'"
RUN = "async (options) => (await axe.run(document, options)).violations"


def violations_of(page: Page, options: dict[str, Any] = EVERYTHING) -> list[str]:
    """What axe finds: the rule, the first parts that break it, and why the first of them does."""
    page.evaluate(UNFOLD)
    if not page.evaluate(THERE):
        page.evaluate(AXE_SCRIPT)
    return [f"{page.url}: {rule['id']}: {described(rule['nodes'])}" for rule in page.evaluate(RUN, options)]


def violations_in_both(page: Page) -> list[str]:
    """What axe finds in a page in light colours, and what of it is else wrong in dark ones."""
    page.emulate_media(color_scheme="light")
    found = violations_of(page)
    page.emulate_media(color_scheme="dark")
    return found + [f"dark: {violation}" for violation in violations_of(page, COLOURS)]


def described(nodes: list[dict[str, Any]]) -> str:
    """The first few parts of a page, and in axe's words what to mend."""
    parts = " | ".join(node["html"][:160] for node in nodes[:3])
    return f"{len(nodes)} × {parts} ({nodes[0]['failureSummary'].splitlines()[-1].strip()[:200]})"
