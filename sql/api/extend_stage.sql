-- Gives one team a later end of a submission stage; an earlier extension of it is replaced. Refuses a stage or team that does not
-- exist (SC006), archived course work (SC002), a stage without hand-ins, a team of other course work, no reason (SC013), and an
-- end that is past or not later than the stage's own (SC003). Returns the extension's id.
create function stageclock.extend_stage(
    p_stage_id bigint,
    p_team_id bigint,
    p_ends_at timestamptz,
    p_reason text,
    p_actor_id bigint
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_with_work(p_stage_id);
    v_stage public.stages := stageclock.lock_stage(p_stage_id);
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
    v_extension bigint;
begin
    perform stageclock.refuse_archived(v_work);
    perform stageclock.refuse_foreign_team(v_stage.assignment_id, p_team_id);
    perform stageclock.refuse_extension(v_stage, p_ends_at, p_reason, v_at);
    update public.stage_extensions x
    set revoked_at = v_at, revoked_by = p_actor_id
    where x.stage_id = p_stage_id and x.team_id = p_team_id and x.revoked_at is null;
    insert into public.stage_extensions (stage_id, team_id, ends_at, reason, granted_by, created_at)
    values (p_stage_id, p_team_id, p_ends_at, btrim(p_reason), p_actor_id, v_at)
    returning id into v_extension;
    update public.stages s set remind_at = stageclock.next_reminder(s, v_at) where s.id = p_stage_id;
    perform stageclock.tell(stageclock.members_of(p_team_id), 'stage_extended',
        stageclock.about_team(v_team, p_actor_id)
        || jsonb_build_object('stage_id', p_stage_id, 'stage', v_stage.name, 'ends_at', p_ends_at));
    perform stageclock.record_audit(p_actor_id, 'stage_extended', 'stage', p_stage_id,
        jsonb_build_object('assignment_id', v_stage.assignment_id, 'team_id', p_team_id, 'team', v_team.name,
            'ends_at', p_ends_at, 'reason', btrim(p_reason)), v_at);
    return v_extension;
end
$$;
