"""What an import found: counted, and listed where a person has to know."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refusal:
    """One row of the source that is not brought, and why in plain words."""

    source_table: str
    source_id: str
    reason: str


@dataclass
class Findings:
    """Counts by table here (`brought`, `present` from an earlier import), and what is lost of the source.

    `altered` lists the rows that come with another value than theirs, or none, by what was done and why.
    """

    brought: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    refused: list[Refusal] = field(default_factory=list)
    altered: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def refuse(self, source_table: str, source_id: str, reason: str) -> None:
        """Keep one refusal."""
        self.refused.append(Refusal(source_table, source_id, reason))

    @property
    def anything_new(self) -> bool:
        """Whether there is anything to write."""
        return any(self.brought.values())
