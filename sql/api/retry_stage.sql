-- Forgets the failed attempts of one stage, quarantined or backing off, so that the next tick tries again. Refuses
-- where there is no such stage (SC006) or it has none (SC009). Returns how many transitions will be tried.
create function stageclock.retry_stage(p_stage_id bigint, p_actor_id bigint, p_by text default null) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_stage public.stages := stageclock.lock_stage(p_stage_id);
    v_forgotten jsonb;
begin
    with forgotten as (
        delete from public.stage_attempts a
        where a.stage_id = v_stage.id and (a.sqlstate is not null or a.quarantined_at is not null or a.attempts > 1)
        returning a.to_status, a.attempts, a.sqlstate, a.message
    )
    select jsonb_agg(to_jsonb(f)) into v_forgotten from forgotten f;
    if v_forgotten is null then
        perform stageclock.refuse('SC009', 'Nothing of this stage has failed: there is nothing to try again.');
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'stage_retried', 'stage', p_stage_id,
        jsonb_build_object('by', p_by, 'attempts', v_forgotten), stageclock.current_time());
    return jsonb_array_length(v_forgotten);
end
$$;
