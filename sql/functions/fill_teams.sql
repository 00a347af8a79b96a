-- Puts students, in this order, into the free places of open teams.
create function stageclock.fill_teams(
    p_assignment_id bigint,
    p_students bigint[],
    p_transition_id bigint,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    insert into public.team_members (team_id, assignment_id, user_id, joined_at, transition_id)
    select p.team_id, p_assignment_id, s.user_id, p_at, p_transition_id
    from unnest(p_students) with ordinality s (user_id, place)
    join stageclock.open_places(p_assignment_id) p on p.place = s.place;
end
$$;
