"""What breaks is mended by itself, or says clearly what a person has to mend; nothing is lost."""

import re
import urllib.request

from tests.containers.stories import stages
from tests.containers.stories.people import sign_in
from tests.containers.system import System, eventually

EVERYTHING = """
select (select count(*) from users), (select count(*) from submissions), (select sum(size_bytes) from submission_files),
       (select count(*) from audit_events), (select md5(string_agg(s::text, ',' order by s.id)) from teams s)
"""
PLANTED = "select count(*) from information_schema.columns where column_name = 'planted'"
WRONG_PASSWORD: dict[str, object] = {"environment": {"PGPASSWORD_FILE": "/etc/hostname"}}
BROKEN = '''"""A revision that cannot be."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "broken", {head!r}, None, None


def upgrade() -> None:
    op.execute("alter table users add column planted text")
    op.execute("select 1/0")


def downgrade() -> None:
    pass
'''


def is_answering(system: System) -> bool:
    """Whether somebody who comes gets the page to sign in, and the database is behind it."""
    try:
        with urllib.request.urlopen(f"{system.address}/readyz") as answer:
            return int(answer.status) == 200
    except OSError:
        return False


def test_after_kill_9_of_the_database_the_system_heals_and_the_clock_goes_on(system: System) -> None:
    before, people = system.sql(EVERYTHING), sign_in(system, "lin")
    stage = stages.make_due(system)
    (container,) = system.containers("db")
    system.inside(container, "bash", "-c", 'kill -9 "$(head -n 1 "$PGDATA/postmaster.pid")"', check=False)
    eventually(lambda: system.containers("db")[0]["RestartCount"] == 1)
    eventually(lambda: is_answering(system))
    assert 0 <= float(eventually(lambda: stages.lag_of(system, stage), patience=150)) < 150
    assert {one["State"]["Health"]["Status"] for one in system.containers("web")} == {"healthy"}
    with people.open(f"{system.address}/dashboard") as answer:
        assert answer.status == 200 and "/sign-in" not in answer.url
    assert counted(system.sql(EVERYTHING)) >= counted(before)


def test_down_and_up_lose_nothing(system: System) -> None:
    before, files = system.sql(EVERYTHING), names_of_files(system)
    system.compose("down")
    assert not any(system.containers(service) for service in ("db", "web", "proxy", "migrate"))
    system.compose("up", "--wait")
    assert system.sql(EVERYTHING) == before and files and names_of_files(system) == files
    assert is_answering(system)


def test_a_failing_migration_says_so_and_no_web_starts_but_the_data_is_whole_and_the_clock_goes_on(
    system: System,
) -> None:
    stage, before = stages.make_due(system), system.sql(EVERYTHING)
    ways = {"division by zero": broken_revision(system), "PostgreSQL refuses the password": WRONG_PASSWORD}
    system.compose("down")
    for reason, change in ways.items():
        system.override(migrate=change)
        failed = system.compose("up", "--wait", check=False)
        assert failed.returncode != 0 and re.search(r"migrate.* exit 1", failed.stdout), failed.stdout
        assert reason in system.compose("logs", "migrate").stdout
        assert system.running("web") == system.running("proxy") == 0 and system.running("db") == 1
        assert system.sql(EVERYTHING) == before and system.sql(PLANTED) == "0"
    assert float(eventually(lambda: stages.lag_of(system, stage))) < 150
    system.override()
    system.compose("up", "--wait")
    assert is_answering(system) and system.sql(EVERYTHING) == before
    assert system.sql("select check_name from stageclock.clock_health where status = 'red'") == ""


def broken_revision(system: System) -> dict[str, object]:
    """What gives a migration one revision more than there is, which changes something and then fails."""
    head = system.sql("select version_num from alembic_version")
    broken = system.docker / "broken.py"
    broken.write_text(BROKEN.format(head=head))
    return {"volumes": [f"{broken}:/opt/stageclock/alembic/versions/9999_broken.py:ro"]}


def names_of_files(system: System) -> list[str]:
    """What lies in the volume for files."""
    container = system.containers("web")[0]
    return sorted(system.inside(container, "find", "/var/lib/stageclock/storage", "-type", "f").split())


def counted(row: str) -> list[int]:
    """The figures of EVERYTHING, without the digest."""
    return [int(figure or 0) for figure in row.split("|")[:-1]]
