-- Adds a role to a division stage: for every team, by a teacher, or without a teacher a team's own, by its leader while the
-- stage is open. Refuses a stage that does not exist (SC006) or is no division (SC013), a team of other course work
-- (SC013), who may not (SC016), a closed stage (SC001), and a name that is blank (SC013) or taken (SC012).
create function stageclock.add_role(
    p_stage_id bigint,
    p_team_id bigint,
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
    v_stage public.stages;
    v_at timestamptz;
    v_role bigint;
begin
    select s.* into v_stage from public.stages s where s.id = p_stage_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    elsif v_stage.kind <> 'division' then
        perform stageclock.refuse('SC013', 'Only a division of roles has roles.');
    end if;
    perform stageclock.lock_teams(v_stage.assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_foreign_team(v_stage.assignment_id, p_team_id);
    perform stageclock.refuse_role_change(p_stage_id, p_team_id, p_actor_id, p_by_staff, v_at);
    perform stageclock.refuse_role_name(p_stage_id, p_team_id, null, p_name);
    insert into public.division_roles (stage_id, team_id, name, description, required, created_at)
    values (p_stage_id, p_team_id, btrim(p_name), coalesce(p_description, ''), p_required, v_at)
    returning id into v_role;
    perform stageclock.record_audit(
        p_actor_id, 'role_added', 'stage', p_stage_id,
        jsonb_build_object('assignment_id', v_stage.assignment_id, 'team_id', p_team_id, 'name', btrim(p_name)), v_at);
    return v_role;
end
$$;
