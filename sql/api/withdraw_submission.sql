-- Takes one's own hand-in back while its stage is open for the team. Refuses another's or none (SC006), a closed stage (SC001),
-- and one that was approved (SC002). The audit keeps what it was; returns the storage keys of its files, to be removed.
create function stageclock.withdraw_submission(p_submission_id bigint, p_actor_id bigint) returns text[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_submission public.submissions := stageclock.lock_submission(p_submission_id);
    v_at timestamptz := stageclock.current_time();
    v_keys text[] := array(select f.storage_key from public.submission_files f
                           where f.submission_id = p_submission_id order by f.id);
begin
    if v_submission.submitted_by is distinct from p_actor_id then
        perform stageclock.refuse('SC006', 'There is no such hand-in.');
    elsif v_submission.review = 'approved' then
        perform stageclock.refuse('SC002', 'This hand-in was approved: it stays.');
    end if;
    perform stageclock.refuse_closed_stage(v_submission.stage_id, v_submission.team_id, false, v_at);
    delete from public.submissions s where s.id = p_submission_id;
    perform stageclock.record_team_act(p_actor_id, 'submission_withdrawn', t,
        jsonb_build_object('stage_id', v_submission.stage_id, 'attempt', v_submission.attempt,
            'url', v_submission.url, 'files', v_keys), v_at)
    from public.teams t where t.id = v_submission.team_id;
    return v_keys;
end
$$;
