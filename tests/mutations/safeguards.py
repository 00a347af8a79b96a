"""What keeps clock and mail from doing a thing twice, half or never, how to take it away, and which tests notice."""

from dataclasses import dataclass
from pathlib import Path

ISOLATION = "tests/database/test_isolation.py::test_"
HELD = f"{ISOLATION}a_stage_that_a_teacher_holds_is_passed_over_and_moves_afterwards"
ATTEMPTS_HELD = f"{ISOLATION}attempts_that_somebody_holds_stop_neither_the_tick_nor_the_other_stages"
HELD_UP = "tests/faults/test_held_up.py::test_a_row_held_for_ten_minutes_stops_nobody_else_and_its_stage_moves_after"
END_MOVED = f"{ISOLATION}the_end_moved_between_claim_and_work_is_respected"
END_GONE = f"{ISOLATION}an_end_taken_away_between_claim_and_work_ends_the_claim"
OUTBOX = "tests/mail/test_outbox.py::test_"
MIGRATION = "tests/database/test_refusals.py::test_a_tick_that_meets_a_migration_steps_aside"


@dataclass(frozen=True)
class Safeguard:
    """In the file `path`, `there` becomes `gone`, wherever it stands; of `tests` at least one must turn red."""

    name: str
    path: str
    there: str
    gone: str
    tests: tuple[str, ...]

    def take_away(self, tree: Path) -> None:
        """Change the file in a copy of the tree."""
        file = tree / self.path
        text = file.read_text(encoding="utf-8")
        assert self.there in text, f"{self.path} has no {self.there!r} any more: tests/mutations has to follow"
        file.write_text(text.replace(self.there, self.gone), encoding="utf-8")


SAFEGUARDS = (
    Safeguard(
        "SKIP LOCKED in the set lane", "sql/functions/collect_due.sql", " skip locked", "", (HELD, HELD_UP)
    ),
    Safeguard(
        "SKIP LOCKED in the careful lane", "sql/functions/next_careful.sql", " skip locked", "",
        (f"{ISOLATION}what_the_careful_lane_has_to_do_is_passed_over_too_while_a_teacher_holds_it",),
    ),
    Safeguard(
        "SKIP LOCKED between claim and work", "sql/functions/perform_claim.sql", " skip locked", "",
        (f"{ISOLATION}a_stage_that_somebody_takes_between_claim_and_work_has_not_failed",),
    ),
    Safeguard(
        "SKIP LOCKED of attempts", "sql/functions/write_attempt.sql", " skip locked", "", (ATTEMPTS_HELD,)
    ),
    Safeguard(
        "SKIP LOCKED of what is given up", "sql/functions/quarantine_exhausted.sql", " skip locked", "",
        (ATTEMPTS_HELD,),
    ),
    Safeguard(
        "SKIP LOCKED of reminders", "sql/functions/make_reminders.sql", " skip locked", "",
        ("tests/database/test_reminders.py::test_a_stage_that_somebody_holds_is_reminded_of_later_and_the_others_now",),
    ),
    Safeguard(
        "the re-check under the lock", "sql/functions/perform_claim.sql", "if v_due then", "if v_due is not null then",
        (END_MOVED, END_GONE),
    ),
    Safeguard(
        "the lease", "sql/functions/write_attempt.sql", "p_at + stageclock.back_off(1))", "p_at)",
        (f"{ISOLATION}nobody_else_takes_a_stage_that_is_claimed",),
    ),
    Safeguard(
        "the lease asked again under its lock", "sql/functions/write_attempt.sql", "where a.next_try_at <= p_at and",
        "where", (f"{ISOLATION}a_claim_is_refused_to_whoever_looked_before_the_lease_was_written",),
    ),
    Safeguard(
        "the attempt committed before the work", "sql/api/tick.sql",
        "claim_next(v_careful, v_deadline) c;\n            commit;", "claim_next(v_careful, v_deadline) c;",
        (
            f"{ISOLATION}a_stage_that_kills_its_backend_is_found_out",
            "tests/faults/test_poison.py::test_a_poisoned_closing_is_isolated_quarantined_and_retried",
        ),
    ),
    Safeguard(
        "the unique key on the history", "alembic/versions/0001_schema.py",
        '"stage_id", "generation", "to_status", name=', '"id", "generation", "to_status", name=',
        ("tests/database/test_constraints.py::test_the_history_refuses_the_same_transition_of_a_generation_twice",),
    ),
    Safeguard(
        "SKIP LOCKED of senders of mail", "sql/api/claim_mail.sql", " skip locked", "",
        (f"{OUTBOX}two_claims_at_once_take_two_messages",),
    ),
    Safeguard(
        "the lease of a message", "sql/api/claim_mail.sql", "next_try_at = v_at + p_lease", "next_try_at = v_at",
        (f"{OUTBOX}an_attempt_whose_sender_died_is_remembered_and_free_after_its_lease",),
    ),
    Safeguard(
        "the attempt that a settlement names", "sql/api/settle_mail.sql", "and o.attempts = p_attempts", "",
        (f"{OUTBOX}an_attempt_whose_sender_died_is_remembered_and_free_after_its_lease",),
    ),
    Safeguard(
        "the claim committed before its message is sent", "app/commands/mail.py",
        "(CLAIM).fetchone()\n    connection.commit()", "(CLAIM).fetchone()",
        ("tests/mail/test_sender.py::test_a_claim_is_committed_before_its_message_is_sent",),
    ),
    Safeguard(
        "what is asked again when a message is claimed", "sql/functions/drop_mail.sql",
        "and stageclock.wants_mail(u, n.kind) is not true", "and false",
        (f"{OUTBOX}who_no_longer_wants_it_when_it_is_sent_does_not_get_it",),
    ),
    Safeguard(
        "the refusal of a copy to mail", "sql/functions/mail_refusal.sql", "return 'foreign_copy'", "return null",
        ("tests/mail/test_sender.py::test_a_restored_copy_refuses_to_send_and_to_be_switched_on",),
    ),
    Safeguard(
        "the lock of who counts transitions", "sql/functions/count_history.sql",
        "lock table public.transition_counts in share row exclusive mode;", "",
        ("tests/web/test_metrics.py::test_two_who_count_at_once_count_once",),
    ),
    Safeguard(
        "the shared side of the migration's lock", "sql/functions/take_tick_lock.sql",
        "return pg_catalog.pg_try_advisory_xact_lock_shared(pg_catalog.hashtextextended('stageclock.migration', 0));",
        "return true;", (MIGRATION,),
    ),
)  # fmt: skip
