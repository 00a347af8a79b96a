"""The clock: this database is its home, its code is installed, pg_cron calls it every minute.

The jobs belong to revisions and not to sql/, so that a DBA's pause or changed schedule survives upgrades.
`cron.schedule` records the role that calls it: jobs belong to stageclock_clock, where that role exists.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A copy made by pg_dump carries these two numbers to a place where they are wrong: its ticks refuse.
SETTLE = """
insert into clock_control (home_system, home_database)
select c.system_identifier, d.oid
from pg_control_system() c, pg_database d
where d.datname = current_database()
"""

SCHEDULE = """
do $$
declare
    v_me name := current_user;
begin
    if not exists (select from pg_extension where extname = 'pg_cron') then
        raise warning using message = 'pg_cron is not installed in database ' || quote_ident(current_database())
            || ': no stage will move by itself until `flask clock install` has registered the clock.';
        return;
    end if;
    if exists (select from pg_roles where rolname = 'stageclock_clock') then
        execute 'set local role stageclock_clock';
    end if;
    perform cron.schedule('stageclock-tick', '* * * * *', 'CALL stageclock.tick()');
    perform cron.schedule('stageclock-purge', '17 3 * * *', 'CALL stageclock.purge()');
    execute 'set local role ' || quote_ident(v_me);
end
$$
"""

# pg_cron crash-loops over a job whose role is gone: jobs go first, always.
UNSCHEDULE = """
do $$
declare
    v_me name := current_user;
begin
    if not exists (select from pg_extension where extname = 'pg_cron') then
        return;
    end if;
    if exists (select from pg_roles where rolname = 'stageclock_clock') then
        execute 'set local role stageclock_clock';
    end if;
    perform cron.unschedule(jobid) from cron.job
    where jobname in ('stageclock-tick', 'stageclock-purge') and username = current_user;
    execute 'set local role ' || quote_ident(v_me);
end
$$
"""


def upgrade() -> None:
    op.execute(SETTLE)
    op.install_clock()
    op.execute(SCHEDULE)


def downgrade() -> None:
    op.execute(UNSCHEDULE)
    op.execute("delete from clock_control")
