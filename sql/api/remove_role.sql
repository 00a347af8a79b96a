-- Removes a role and takes it from everybody who holds it. Refuses a role that does not exist (SC006), who may not (SC016), and
-- a closed stage (SC001). The audit keeps who held it. Returns the audit event's id.
create function stageclock.remove_role(p_role_id bigint, p_actor_id bigint, p_by_staff boolean default false)
returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role public.division_roles := stageclock.lock_role(p_role_id);
    v_at timestamptz := stageclock.current_time();
    v_holders jsonb;
begin
    perform stageclock.refuse_role_change(v_role.stage_id, v_role.team_id, p_actor_id, p_by_staff, v_at);
    select coalesce(jsonb_agg(jsonb_build_object('team_id', h.team_id, 'user_id', h.user_id)), '[]') into v_holders
    from public.role_assignments h where h.role_id = p_role_id;
    delete from public.division_roles r where r.id = p_role_id;
    return stageclock.record_audit(
        p_actor_id, 'role_removed', 'stage', v_role.stage_id,
        jsonb_build_object('team_id', v_role.team_id, 'name', v_role.name, 'holders', v_holders), v_at);
end
$$;
