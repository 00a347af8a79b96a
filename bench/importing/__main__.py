"""Importing a large TG-EDU database: `python -m bench.importing [--users 50000] [--works 5000]`.

The limit is the same people, places, course works, stages and teams by bare INSERTs, a statement a table, with the
same constraints, in one transaction, in another database of the same cluster. Each runs once. Besides, the
import reads SQLite, checks every row, remembers each in `import_sources`, and tries out what the next tick will do.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from bench.frame import Comparison, Figure, Report, timed
from bench.importing.store import A_CLASS, Size, make_store
from bench.keeping import keep
from tests.clusters import ROOT, Database, running_cluster

BARE = [
    "insert into users (username, name, password_hash, role) select 's' || n, 'Student ' || n, 'none',"
    " (case when n <= %(users)s then 'student' else 'teacher' end)::user_role"
    " from generate_series(1, %(users)s + %(classes)s) n",
    "insert into courses (code, name, time_zone) select 'K' || n, 'Class', 'Asia/Shanghai'"
    " from generate_series(1, %(classes)s) n",
    "insert into enrollments (course_id, user_id, role) select case when n <= %(users)s then 1 + (n - 1) / %(a_class)s"
    " else n - %(users)s end, n, (case when n <= %(users)s then 'student' else 'teacher' end)::enrollment_role"
    " from generate_series(1, %(users)s + %(classes)s) n",
    "insert into assignments (course_id, title, time_zone, state) select 1 + (n - 1) %% %(classes)s, 'Work',"
    " 'Asia/Shanghai', 'published' from generate_series(1, %(works)s) n",
    "insert into stages (assignment_id, position, name, kind, starts_at, ends_at) select a.id, p, 'Stage', 'custom',"
    " now() + p * interval '7 days', now() + (p + 1) * interval '7 days' from assignments a, generate_series(0, 3) p",
    "insert into teams (assignment_id, name, leader_id, status) select a.id, 'Team ' || e.user_id, e.user_id,"
    " 'confirmed' from assignments a join enrollments e on e.course_id = a.course_id"
    " where e.role = 'student' and e.user_id %% 5 = 1",
    "insert into team_members (team_id, assignment_id, user_id) select t.id, t.assignment_id, t.leader_id + n"
    " from teams t, generate_series(0, 4) n where t.leader_id + n <= %(users)s",
]


def bare(database: Database, size: Size) -> None:
    """The limit."""
    sizes = {"users": size.users, "classes": size.classes, "works": size.works, "a_class": A_CLASS}
    with database.connect(autocommit=False) as db:
        for statement in BARE:
            db.execute(statement.encode(), sizes)


def bring(database: Database, store: Path, kept: Path) -> None:
    """The command as an operator types it."""
    environment = {
        "PATH": os.environ["PATH"], "DATABASE_URL": database.url(), "STORAGE_DIR": str(kept), "FLASK_APP": "app",
        "MIGRATION_DATABASE_URL": database.url("stageclock_owner"),
    }  # fmt: skip
    command = [sys.executable, "-m", "flask", "import", "tgedu", str(store), "--yes"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def run(size: Size) -> Report:
    """Make the store, import it, and write the bare rows."""
    report = Report("import", "Importing a TG-EDU database", {"users": size.users, "course works": size.works})
    with running_cluster("postgres") as cluster, tempfile.TemporaryDirectory() as place:
        rows = make_store(Path(place) / "storage", size)
        databases = [Database(cluster, name) for name in ("ours", "bare")]
        for database in databases:
            cluster.run_sql("postgres", f"create database {database.name}")
            database.prepare()
        ours, beside = databases
        taken = timed(partial(bring, ours, Path(place) / "storage", Path(place) / "kept"))
        limit = timed(partial(bare, beside, size))
        with ours.connect() as db:
            found = db.execute("select count(*) from team_members").fetchone()
        assert found == (size.users * size.works // size.classes,), f"{found} of the places came over"
    report.comparisons.append(Comparison(f"import of {rows:,} rows", [taken], "bare INSERTs", [limit]))
    report.figures.append(Figure("rows a second", rows / taken))
    return report


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50_000)
    parser.add_argument("--works", type=int, default=5_000)
    asked = parser.parse_args()
    keep(run(Size(asked.users, asked.works)))


if __name__ == "__main__":
    main()
