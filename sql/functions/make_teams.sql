-- Makes new teams of these students: as few as the maximum allows, dealt round so that sizes are even. The first dealt to
-- a team leads it. Teams are named by number, after those that are there.
create function stageclock.make_teams(
    p_work public.assignments,
    p_students bigint[],
    p_transition_id bigint,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
declare
    v_teams integer := (cardinality(p_students) + p_work.max_team_size - 1) / p_work.max_team_size;
    v_last integer;
begin
    select coalesce(max(substring(t.name from '^Team ([0-9]{1,6})$')::integer), 0) into v_last
    from public.teams t
    where t.assignment_id = p_work.id;
    with dealt as (
        select s.user_id, (s.place - 1) % v_teams + 1 as number, s.place
        from unnest(p_students) with ordinality s (user_id, place)
    ), made as (
        insert into public.teams
            (assignment_id, name, leader_id, status, decided_at, transition_id, created_at)
        select p_work.id, 'Team ' || v_last + d.number, d.user_id, 'confirmed', p_at, p_transition_id, p_at
        from dealt d
        where d.place <= v_teams
        order by d.number
        returning id, leader_id
    )
    insert into public.team_members (team_id, assignment_id, user_id, joined_at, transition_id)
    select m.id, p_work.id, d.user_id, p_at, p_transition_id
    from made m
    join dealt l on l.user_id = m.leader_id
    join dealt d on d.number = l.number;
end
$$;
