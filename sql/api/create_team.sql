-- Makes a team whose only member leads it. Refuses outside team formation (SC001), a student who does it for somebody else
-- (SC016), a blank name (SC013) or one that another
-- team of the course work has (SC012), and who is no active student of the class (SC013) or in a team already (SC004). A
-- student for whom a teacher does it is told.
create function stageclock.create_team(
    p_assignment_id bigint,
    p_name text,
    p_leader_id bigint,
    p_actor_id bigint,
    p_by_staff boolean default false,
    p_reason text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_team public.teams;
begin
    perform stageclock.lock_teams(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_closed_teams(p_assignment_id, null, p_by_staff, v_at);
    if not p_by_staff and p_leader_id is distinct from p_actor_id then
        perform stageclock.refuse('SC016', 'A student makes a team for nobody else.');
    end if;
    perform stageclock.refuse_team_name(p_assignment_id, null, p_name);
    insert into public.teams (assignment_id, name, leader_id, created_at)
    values (p_assignment_id, btrim(p_name), p_leader_id, v_at)
    returning * into v_team;
    perform stageclock.join_team(v_team, p_leader_id, p_by_staff, v_at);
    if p_by_staff then
        perform stageclock.tell(array[p_leader_id], 'placed_in_team',
            stageclock.about_team(v_team, p_actor_id) || (
                select jsonb_build_object('student', u.name, 'reason', stageclock.tell_reason(p_reason))
                from public.users u where u.id = p_leader_id));
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'team_created', 'team', v_team.id,
        jsonb_build_object('assignment_id', p_assignment_id, 'name', v_team.name, 'leader_id', p_leader_id,
            'reason', stageclock.tell_reason(p_reason)), v_at);
    return v_team.id;
end
$$;
