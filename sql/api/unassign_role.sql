-- Takes a role from a member of a team. Refuses a role or team that does not exist (SC006), who may not (SC016), a closed stage
-- (SC001), and who does not hold it (SC013). Returns the audit event's id.
create function stageclock.unassign_role(
    p_role_id bigint,
    p_team_id bigint,
    p_user_id bigint,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role public.division_roles := stageclock.lock_role(p_role_id);
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
begin
    perform stageclock.refuse_role_change(v_role.stage_id, p_team_id, p_actor_id, p_by_staff, v_at);
    delete from public.role_assignments r
    where r.role_id = p_role_id and r.team_id = p_team_id and r.user_id = p_user_id;
    if not found then
        perform stageclock.refuse('SC013', 'This member does not hold this role.');
    end if;
    return stageclock.record_team_act(
        p_actor_id, 'role_taken', v_team,
        jsonb_build_object('stage_id', v_role.stage_id, 'role', v_role.name, 'user_id', p_user_id), v_at);
end
$$;
