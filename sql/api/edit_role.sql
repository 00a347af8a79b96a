-- Changes a role's name, description, and whether it is required. Refuses a role that does not exist (SC006), who may not
-- (SC016), a closed stage (SC001), and a name that is blank (SC013) or taken (SC012). Returns the audit event's id.
create function stageclock.edit_role(
    p_role_id bigint,
    p_name text,
    p_description text,
    p_required boolean,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_role public.division_roles := stageclock.lock_role(p_role_id);
    v_at timestamptz := stageclock.current_time();
begin
    perform stageclock.refuse_role_change(v_role.stage_id, v_role.team_id, p_actor_id, p_by_staff, v_at);
    perform stageclock.refuse_role_name(v_role.stage_id, v_role.team_id, p_role_id, p_name);
    update public.division_roles r
    set name = btrim(p_name), description = coalesce(p_description, ''), required = p_required
    where r.id = p_role_id;
    return stageclock.record_audit(
        p_actor_id, 'role_edited', 'stage', v_role.stage_id,
        jsonb_build_object('team_id', v_role.team_id,
            'from', jsonb_build_object('name', v_role.name, 'description', v_role.description,
                'required', v_role.required),
            'to', jsonb_build_object('name', btrim(p_name), 'description', coalesce(p_description, ''),
                'required', p_required)), v_at);
end
$$;
