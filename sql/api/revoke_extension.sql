-- Takes a team's extension back, and tells the team. Refuses one that does not exist (SC006) or is revoked already (SC002).
-- Returns the audit event's id.
create function stageclock.revoke_extension(p_extension_id bigint, p_actor_id bigint, p_reason text default null)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_extension public.stage_extensions;
begin
    perform stageclock.lock_with_work(x.stage_id), stageclock.lock_stage(x.stage_id)
    from public.stage_extensions x where x.id = p_extension_id;
    v_at := stageclock.current_time();
    select x.* into v_extension from public.stage_extensions x where x.id = p_extension_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such extension.');
    elsif v_extension.revoked_at is not null then
        perform stageclock.refuse('SC002', 'This extension is revoked already.');
    end if;
    update public.stage_extensions x set revoked_at = v_at, revoked_by = p_actor_id where x.id = p_extension_id;
    update public.stages s set remind_at = stageclock.next_reminder(s, v_at) where s.id = v_extension.stage_id;
    perform stageclock.tell(stageclock.members_of(t.id), 'extension_revoked',
        stageclock.about_team(t, p_actor_id) || jsonb_build_object('stage_id', s.id, 'stage', s.name, 'ends_at', s.ends_at))
    from public.teams t, public.stages s
    where t.id = v_extension.team_id and s.id = v_extension.stage_id;
    return stageclock.record_audit(p_actor_id, 'extension_revoked', 'stage', v_extension.stage_id,
        jsonb_build_object('team_id', v_extension.team_id, 'ends_at', v_extension.ends_at,
            'reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
