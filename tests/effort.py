"""How many situations the suite tries: some before every commit, all with STAGECLOCK_TESTS=long (`make test-long`)."""

import os

LONG = os.environ.get("STAGECLOCK_TESTS") == "long"


def examples(many: int) -> int:
    """How many situations a property is tried in; `many` in the long suite."""
    return many if LONG else max(many // 4, 20)
