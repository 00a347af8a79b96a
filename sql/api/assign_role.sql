-- Gives a role to a member of a team, who is told. Refuses a role or team that does not exist (SC006), a role that is not this
-- team's (SC013), who is not in the team (SC013), who may not (SC016), a closed stage (SC001), and a second time (SC012).
create function stageclock.assign_role(
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
    perform stageclock.refuse_foreign_role(v_role, v_team);
    perform stageclock.refuse_role_change(v_role.stage_id, p_team_id, p_actor_id, p_by_staff, v_at);
    if not p_user_id = any (stageclock.members_of(p_team_id)) then
        perform stageclock.refuse('SC013', 'This person is not in this team.');
    end if;
    insert into public.role_assignments (team_id, role_id, user_id, assigned_by, created_at)
    values (p_team_id, p_role_id, p_user_id, p_actor_id, v_at)
    on conflict do nothing;
    if not found then
        perform stageclock.refuse('SC012', 'This member holds this role already.');
    end if;
    if p_user_id <> p_actor_id then
        perform stageclock.tell(array[p_user_id], 'role_given',
            stageclock.about_team(v_team, p_actor_id) || jsonb_build_object('role', v_role.name));
    end if;
    return stageclock.record_team_act(
        p_actor_id, 'role_given', v_team,
        jsonb_build_object('stage_id', v_role.stage_id, 'role', v_role.name, 'user_id', p_user_id), v_at);
end
$$;
