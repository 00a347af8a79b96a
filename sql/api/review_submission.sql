-- A teacher approves a hand-in or returns it with a comment, or takes that back; its team is told. Refuses a hand-in that does not
-- exist (SC006), and returning it without a comment (SC013). Returns the audit event's id.
create function stageclock.review_submission(
    p_submission_id bigint,
    p_review public.review_state,
    p_comment text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_submission public.submissions := stageclock.lock_submission(p_submission_id);
    v_at timestamptz := stageclock.current_time();
    v_team public.teams;
begin
    if p_review = 'returned' and stageclock.tell_reason(p_comment) is null then
        perform stageclock.refuse('SC013', 'Say in a comment what is to be changed.');
    end if;
    update public.submissions s
    set review = p_review, review_comment = stageclock.tell_reason(p_comment), reviewed_by = p_actor_id,
        reviewed_at = v_at
    where s.id = p_submission_id;
    select t.* into v_team from public.teams t where t.id = v_submission.team_id;
    perform stageclock.tell(stageclock.members_of(v_team.id), 'submission_' || p_review,
        stageclock.about_team(v_team, p_actor_id)
        || jsonb_build_object('submission_id', p_submission_id, 'attempt', v_submission.attempt,
            'stage_id', v_submission.stage_id,
            'stage', (select s.name from public.stages s where s.id = v_submission.stage_id), 'comment', stageclock.tell_reason(p_comment)));
    return stageclock.record_team_act(p_actor_id, 'submission_reviewed', v_team,
        jsonb_build_object('submission_id', p_submission_id, 'stage_id', v_submission.stage_id,
            'from', jsonb_build_object('review', v_submission.review),
            'to', jsonb_build_object('review', p_review), 'reason', stageclock.tell_reason(p_comment)), v_at);
end
$$;
