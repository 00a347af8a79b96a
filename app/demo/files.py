"""The small files that the demo's people hand out and hand in."""

import hashlib
from pathlib import Path
from uuid import uuid4

from app import kinds

MARKING = """# 评分标准 · How it is marked

| 部分 · Part | % |
|---|---|
| 需求分析 · Analysis | 20 |
| 系统设计 · Design | 30 |
| 系统与测试 · System and tests | 50 |
"""
FIRST_ANALYSIS = """# 需求分析 · Analysis

1. 读者按书名、作者查找。 · Readers search by title and author.
2. 读者把书放进购物车并下单。 · Readers fill a basket and order.
"""
SECOND_ANALYSIS = FIRST_ANALYSIS + "3. 读者七天内可以退货。 · Readers return a book within seven days.\n"


def keep(storage_dir: Path, folder: str, name: str, text: str) -> dict[str, object]:
    """Write one file into storage; what its row says, as `complete_submission` takes it."""
    key, content = f"{folder}/{uuid4().hex}", text.encode()
    path = storage_dir / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    kind = kinds.of(path, name)
    row = {"storage_key": key, "file_name": name, "kind": kind, "media_type": kinds.media_type(kind)}
    return {**row, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
