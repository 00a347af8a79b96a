-- The teams that a closing made and nobody has built on: what taking it back removes.
create function stageclock.undoable_teams(p_transition_id bigint) returns setof public.teams
language sql stable
begin atomic
    select t.* from public.teams t
    where t.transition_id = p_transition_id and not stageclock.is_built_on(t, p_transition_id);
end;
