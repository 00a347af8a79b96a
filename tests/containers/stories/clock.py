"""pg_cron in its container moves stages by itself, and open pages behind the proxy hear of it at once."""

import time
from datetime import UTC, datetime

from tests.containers.stories import stages
from tests.containers.stories.people import sign_in
from tests.containers.system import System
from tests.live.ears import Ear


def test_the_demo_is_loaded_by_an_operator_s_command(system: System) -> None:
    assert "Sign in with the password" in system.manage("flask", "demo")
    assert system.sql("select count(*) from users") == "33"


def test_pg_cron_moves_a_stage_within_a_minute_and_an_open_page_hears_of_it_through_the_proxy_at_once(
    system: System,
) -> None:
    lin = sign_in(system, "lin")
    # Whoever listens has patience for twenty seconds, and pg_cron looks at the full minute: the stage is due before it.
    time.sleep((45 - datetime.now(UTC).second) % 60)
    stage = stages.make_due(system)
    ear = lin.listen()
    ear.next("hello")
    heard_at = heard(ear)
    while not stages.lag_of(system, stage):  # something else has changed
        heard_at = heard(ear)
    assert float(stages.lag_of(system, stage)) < 65
    happened = f"select extract(epoch from max(happened_at)) from stage_transitions where stage_id = {stage}"
    assert 0 <= heard_at - float(system.sql(happened)) < 3
    ear.close()


def heard(ear: Ear) -> float:
    """When the stream said that something has changed."""
    ear.next()
    return time.time()


def test_operators_see_that_pg_cron_ran_it(system: System) -> None:
    assert "CALL stageclock.tick()" in system.sql("select command from cron.job_run_details where status = 'succeeded'")
    assert "Last runs:" in system.manage("flask", "clock", "status")


def test_a_stranger_s_page_cannot_listen(system: System) -> None:
    assert Ear(system.address, "/live", {}).status == 401
