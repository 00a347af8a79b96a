"""Brings the private database up: cluster, roles, schema; every step may be repeated."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from app.cluster import Cluster
from app.demo.people import SIGN_INS
from app.errors import OperatorError
from app.local.place import DATABASE, Place
from app.local.servers import cron_options

Say = Callable[[str], None]

CREATE_DATABASE_ONCE = r"""
select 'create database stageclock' where not exists (select from pg_database where datname = 'stageclock') \gexec
"""

HAS_USERS = "select exists (select from public.users)"

# pg_cron before 1.6 keeps host and port in each job: after the checkout was moved they lead nowhere.
JOBS_LED_ASTRAY = "select status = 'red' from stageclock.check_job_host()"


def start(place: Place, cluster: Cluster, say: Say) -> None:
    """Start the cluster, making what is missing; a running one is taken over. The schema is at head afterwards."""
    _start_server(cluster, say)
    cluster.run_sql("postgres", CREATE_DATABASE_ONCE)
    cluster.run_file(DATABASE, place.project / "sql" / "roles.sql")
    say("Bringing the schema to its newest version …")
    run_tool(place, ["alembic", "upgrade", "head"])
    if cluster.run_sql(DATABASE, JOBS_LED_ASTRAY).strip() == "t":
        run_tool(place, ["flask", "clock", "install"])


def has_users(cluster: Cluster) -> bool:
    """Whether anybody has an account yet: the demo is loaded only before that."""
    return cluster.run_sql(DATABASE, HAS_USERS).strip() == "t"


def sign_ins(cluster: Cluster) -> list[str]:
    """The demo's people to try, as "username  role", where this database holds the demo."""
    pairs = [f"('{username}', '{name}')" for username, name, _, _ in SIGN_INS]
    query = f"select rpad(username, 10) || role from users where (username, name) in ({', '.join(pairs)}) order by id"  # noqa: S608
    return cluster.run_sql(DATABASE, query).splitlines()


def run_tool(place: Place, command: list[str]) -> str:
    """Run a program of our environment as the database's owner; OperatorError carries what it said."""
    program = Path(sys.executable).parent / command[0]
    result = subprocess.run(  # noqa: S603  our own programs, with fixed arguments
        [program, *command[1:]],
        cwd=place.project,
        env=environment(place) | {"MIGRATION_DATABASE_URL": place.url("stageclock_owner")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise OperatorError(f"`{' '.join(command)}` failed:\n{result.stderr.strip() or result.stdout.strip()}")
    return result.stdout


def environment(place: Place) -> dict[str, str]:
    """What the web may know: the address of its own role, and none that was set for another database."""
    foreign = {"MIGRATION_DATABASE_URL", "CRON_DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign and not name.startswith("PG")}
    ours = {"DATABASE_URL": place.url("stageclock_app"), "SECRET_KEY": place.secret_key(), "FLASK_APP": "app"}
    return {"STORAGE_DIR": str(place.storage_dir), **kept, **ours}


def _start_server(cluster: Cluster, say: Say) -> None:
    options = cron_options(cluster.bin_dir, DATABASE, cluster.socket_dir) | {"cron.log_statement": "off"}
    if not cluster.is_initialised:
        say(f"Making a private PostgreSQL {cluster.bin_dir.parent.name} cluster in {cluster.data_dir} …")
        cluster.initialise(options)
    elif not cluster.is_running:
        cluster.configure(options)
    say("Starting PostgreSQL …")
    cluster.start()
