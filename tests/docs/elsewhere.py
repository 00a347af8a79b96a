"""Commands of documents that are not run as they stand: what they would do is not a test's to do here.

Each pattern covers the whole command; beside it stands the test that runs it, or what it leads to.
"""

import re

BY_ANOTHER_TEST = {
    r"(sudo )?apt-get (update|install .+)": "tests/local/test_setup.py",
    r"(\.venv/bin/pip install|python3 -m venv) .+": "tests/local/test_setup.py",
    r"\./make-secrets": "tests/docker/test_secrets.py",
    r"cd docker": "tests/docker/test_secrets.py",
    r"\./(backup|restore) \S+": "tests/containers/stories/restored.py",
    r"docker compose .+": "tests/containers/stories/documented.py",
    r"sudo (useradd|install) .+": "tests/docs/test_by_hand.py",
    r"sudo systemctl .+": "tests/docs/test_by_hand.py",
    r"journalctl .+": "tests/docs/test_by_hand.py",
    r"\.venv/bin/flask local .+": "tests/local/test_commands.py",
    r"\.venv/bin/pybabel .+": "tests/web/test_translations.py",
    r"(export DATABASE_URL|CRON_DATABASE_URL)=postgresql://\w+@db\.example/.+": "tests/main_path/test_managed.py",
    r"flask clock install --external .+": "tests/main_path/test_managed.py",
    r"sudo -u postgres createdb stageclock": "tests/docs/test_by_hand.py",
    r'pg_(basebackup|ctl) .*-D "\$PGDATA" (-R|-w start).*': "tests/faults/test_failover.py",
    r"psql -h db1 stageclock -c .+pg_stat_replication.+": "tests/faults/test_old_primary.py",
    r'pg_rewind -D "\$PGDATA" .+': "tests/faults/test_old_primary.py",
    r"psql -d (postgres|stageclock) (-c|-f) .+": "tests/main_path/test_pg_cron.py",
    r"MIGRATION_DATABASE_URL=\S+@db1,db2,db3/\S+ alembic upgrade head": "tests/faults/test_web_follows.py",
    r'(rm -f "\$PGDATA/standby.signal"|pg_ctl -D "\$PGDATA" -w -o .+)': "tests/faults/test_physical_copy.py",
    r"MIGRATION_DATABASE_URL=\S+@copy/stageclock flask clock uninstall": "tests/faults/test_physical_copy.py",
}


def runs_elsewhere(command: str) -> str | None:
    """The test that stands for a command; None where the command itself is run."""
    return next((test for pattern, test in BY_ANOTHER_TEST.items() if covers(pattern, command)), None)


def covers(pattern: str, command: str) -> bool:
    """Whether a pattern stands for the whole command, all its lines."""
    return re.fullmatch(pattern, command, re.DOTALL) is not None
