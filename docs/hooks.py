"""For mkdocs: the documents at the top of the repository are pages too; what the site does not have is only named."""

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]
FROM_THE_TOP = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security-policy.md",
}
TO_THE_TOP = re.compile(r"\]\((?:\.\./)?(" + "|".join(map(re.escape, FROM_THE_TOP)) + r")")
TO_THE_REPOSITORY = re.compile(r"\[([^\]]+)\]\((?:\.\./)?(?:(?:app|bench|docker|sql|tests)/|README)[^)]*\)")


def on_files(files: Any, config: Any) -> Any:
    """Add the documents at the top, as pages beside the others."""
    for source, name in FROM_THE_TOP.items():
        text = (ROOT / source).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """A page whose links lead to where things are on the site; what is not there is only named."""
    within = TO_THE_TOP.sub(lambda found: f"]({FROM_THE_TOP[found[1]]}", markdown)
    return TO_THE_REPOSITORY.sub(r"\1", within)
