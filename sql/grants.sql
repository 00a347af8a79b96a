-- Who may do what, whole: everything is taken back first, so that what stands here is the truth.
revoke all on schema stageclock from public;
revoke all on all routines in schema stageclock from public;
revoke all on all tables in schema public from public;

do $$
begin
    -- Where a host gives one role only, that one owns everything and needs no grant.
    if to_regrole('stageclock_app') is null or to_regrole('stageclock_clock') is null
       or to_regrole('stageclock_monitor') is null then
        return;
    end if;
    revoke all on all tables in schema public from stageclock_app, stageclock_clock, stageclock_monitor;
    grant usage on schema stageclock to stageclock_app, stageclock_clock, stageclock_monitor;

    -- The web reads, and writes only what has no rule of time.
    grant select on all tables in schema public to stageclock_app;
    grant select on all tables in schema stageclock to stageclock_app;
    grant update (password_hash, locale, time_zone, must_change_password, unmailed) on public.users to stageclock_app;
    grant insert, update on public.calendar_addresses to stageclock_app;
    grant execute on function
        stageclock.current_time(),
        stageclock.effective_status(public.stage_status, boolean, timestamptz, timestamptz, timestamptz),
        stageclock.health(),
        stageclock.figures(),
        stageclock.list_jobs(),
        stageclock.list_job_runs(integer),
        stageclock.begin_sign_in(text, text),
        stageclock.fail_sign_in(text, text),
        stageclock.forget_sign_in_failures(text, text),
        stageclock.create_access_token(bigint, text, text, text, integer),
        stageclock.revoke_access_token(bigint, bigint),
        stageclock.use_access_token(text),
        stageclock.claim_idempotency_key(bigint, text, text),
        stageclock.keep_idempotent_answer(bigint, text, integer, jsonb, text),
        stageclock.release_idempotency_key(bigint, text),
        stageclock.create_person(text, text, public.user_role, text, text, text, boolean, bigint, text),
        stageclock.edit_person(bigint, integer, text, public.user_role, text, text, bigint),
        stageclock.deactivate_person(bigint, bigint),
        stageclock.reactivate_person(bigint, bigint),
        stageclock.reset_password(bigint, text, bigint, text),
        stageclock.create_course(text, text, text, text, bigint),
        stageclock.edit_course(bigint, text, text, text, text, bigint),
        stageclock.archive_course(bigint, bigint),
        stageclock.restore_course(bigint, bigint),
        stageclock.enroll_person(bigint, bigint, public.enrollment_role, bigint),
        stageclock.withdraw_person(bigint, bigint, bigint),
        stageclock.create_roster_draft(bigint, text, text, text, jsonb, bigint),
        stageclock.roster_outcome(bigint),
        stageclock.apply_roster(bigint, text, text[], bigint),
        stageclock.make_first_passwords(bigint, bigint[], text[], bigint),
        stageclock.activate_stage(bigint, bigint, text, text),
        stageclock.complete_stage(bigint, bigint, text, text),
        stageclock.reopen_stage(bigint, timestamptz, bigint, text, text),
        stageclock.reschedule_stage(bigint, timestamptz, timestamptz, bigint, text, text),
        stageclock.pause_stage(bigint, bigint, text, text),
        stageclock.resume_stage(bigint, bigint, text, text),
        stageclock.publish_assignment(bigint, bigint, text, text),
        stageclock.pause_assignment(bigint, bigint, text, text),
        stageclock.resume_assignment(bigint, bigint, text, text),
        stageclock.preview_act(bigint, text, timestamptz, timestamptz),
        stageclock.preview_publication(bigint),
        stageclock.preview_pause(bigint),
        stageclock.preview_resumption(bigint),
        stageclock.retry_stage(bigint, bigint, text),
        stageclock.add_stages(bigint, jsonb, bigint, integer),
        stageclock.begin_plan(bigint, jsonb, bigint),
        stageclock.edit_stage(bigint, integer, text, text, text, text, timestamptz, timestamptz, bigint, text,
                              text),
        stageclock.place_stage(bigint, integer, bigint),
        stageclock.remove_stage(bigint, bigint, integer),
        stageclock.create_assignment(
            bigint, text, text, text, integer, integer, timestamptz, timestamptz, bigint),
        stageclock.edit_assignment(
            bigint, integer, text, text, text, integer, integer, timestamptz, timestamptz, bigint),
        stageclock.archive_assignment(bigint, bigint, text),
        stageclock.restore_assignment(bigint, bigint, text),
        stageclock.contents_of_assignment(bigint),
        stageclock.delete_assignment(bigint, text, bigint, text),
        stageclock.add_attachments(bigint, jsonb, bigint),
        stageclock.remove_attachment(bigint, bigint),
        stageclock.add_link(bigint, text, text, bigint),
        stageclock.remove_link(bigint, bigint),
        stageclock.appoint_manager(bigint, text, bigint),
        stageclock.remove_manager(bigint, bigint, bigint),
        stageclock.plan_digest(bigint),
        stageclock.shifted(bigint, bigint, integer, timestamptz),
        stageclock.shift_stages(bigint, bigint, integer, text, bigint, text),
        stageclock.copied(bigint, integer, text, boolean, timestamptz),
        stageclock.copy_assignment(bigint, bigint, text, integer, boolean, jsonb, text, bigint),
        stageclock.copy_plan(bigint, bigint, integer, text, bigint),
        stageclock.accept_invitation(bigint, bigint),
        stageclock.add_role(bigint, bigint, text, text, boolean, bigint, boolean),
        stageclock.add_task(bigint, text, text, bigint, public.task_priority, timestamptz, bigint, boolean),
        stageclock.assign_role(bigint, bigint, bigint, bigint, boolean),
        stageclock.begin_submission(bigint, bigint, bigint),
        stageclock.broadcast(bigint, text, bigint),
        stageclock.complete_submission(bigint, text, text, jsonb, bigint),
        stageclock.confirm_team(bigint, bigint, text),
        stageclock.create_team(bigint, text, bigint, bigint, boolean, text),
        stageclock.decide_leave(bigint, boolean, text, bigint, boolean),
        stageclock.decline_dissolution(bigint, text, bigint),
        stageclock.decline_invitation(bigint, bigint),
        stageclock.delete_notifications(bigint, bigint[]),
        stageclock.dissolve_team(bigint, bigint, text),
        stageclock.edit_role(bigint, text, text, boolean, bigint, boolean),
        stageclock.edit_task(bigint, text, text, bigint, public.task_priority, timestamptz, bigint, boolean),
        stageclock.escalate_leave(bigint, bigint),
        stageclock.extend_stage(bigint, bigint, timestamptz, text, bigint),
        stageclock.invite_student(bigint, bigint, bigint),
        stageclock.lock_team_members(bigint, boolean, bigint),
        stageclock.mark_notifications(bigint, boolean, bigint[]),
        stageclock.place_student(bigint, bigint, bigint, bigint, text),
        stageclock.reject_team(bigint, text, bigint),
        stageclock.remove_role(bigint, bigint, boolean),
        stageclock.remove_task(bigint, bigint, boolean),
        stageclock.rename_team(bigint, text, bigint, boolean),
        stageclock.report_progress(bigint, integer, text, bigint),
        stageclock.request_confirmation(bigint, text, bigint),
        stageclock.request_dissolution(bigint, text, bigint),
        stageclock.request_leave(bigint, text, bigint),
        stageclock.resend_invitation(bigint, bigint),
        stageclock.review_submission(bigint, public.review_state, text, bigint),
        stageclock.revoke_extension(bigint, bigint, text),
        stageclock.set_reminders(bigint, interval[], bigint),
        stageclock.set_submission_rules(bigint, integer, integer, text[], bigint),
        stageclock.transfer_leadership(bigint, bigint, bigint, boolean),
        stageclock.unassign_role(bigint, bigint, bigint, bigint, boolean),
        stageclock.undo_effects(bigint, bigint, text),
        stageclock.preview_undo(bigint),
        stageclock.withdraw_dissolution(bigint, bigint),
        stageclock.withdraw_invitation(bigint, bigint, boolean),
        stageclock.withdraw_leave(bigint, bigint),
        stageclock.withdraw_submission(bigint, bigint),
        stageclock.stage_open_for(bigint, bigint, timestamptz),
        stageclock.stands_still(public.assignment_state, timestamptz, timestamptz),
        stageclock.teams_may_change(bigint, timestamptz),
        stageclock.students_without_team(bigint),
        stageclock.submission_time(),
        stageclock.claim_mail(interval),
        stageclock.settle_mail(bigint, integer, text, boolean),
        stageclock.retry_mail(bigint[], bigint, text),
        stageclock.mail_refusal(),
        stageclock.preview(timestamptz)
        to stageclock_app;

    -- The clock runs its two procedures and the leaves they call, and touches no table itself.
    grant execute on procedure stageclock.tick(interval, integer), stageclock.purge(interval, interval, integer)
        to stageclock_clock;
    grant execute on function
        stageclock.begin_tick(interval),
        stageclock.move_batch(bigint, public.stage_status, integer, timestamptz, timestamptz, bigint),
        stageclock.claim_next(boolean, timestamptz),
        stageclock.perform_claim(bigint, bigint, public.stage_status),
        stageclock.make_reminders(bigint, integer, timestamptz),
        stageclock.finish_run(bigint),
        stageclock.current_time(),
        stageclock.cron_is_here(),
        stageclock.purge_runs(timestamptz, integer),
        stageclock.purge_job_runs(timestamptz, integer),
        stageclock.purge_sign_in_failures(timestamptz, integer),
        stageclock.purge_roster_drafts(timestamptz, integer),
        stageclock.purge_tickets(timestamptz, integer),
        stageclock.purge_mail(timestamptz, integer),
        stageclock.purge_idempotency_keys(timestamptz, integer),
        stageclock.count_history(timestamptz)
        to stageclock_clock;

    -- The monitor reads health.
    grant select on stageclock.clock_health, stageclock.cron_jobs, stageclock.cron_job_runs to stageclock_monitor;
    grant select on public.clock_runs, public.stage_attempts to stageclock_monitor;
    grant execute on function
        stageclock.health(), stageclock.figures(), stageclock.list_jobs(), stageclock.list_job_runs(integer)
        to stageclock_monitor;
end
$$;
