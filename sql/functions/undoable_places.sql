-- The places in teams of others that a closing gave and whose holders have not worked there: what taking it back removes.
create function stageclock.undoable_places(p_transition_id bigint) returns setof public.team_members
language sql stable
begin atomic
    select m.*
    from public.team_members m
    join public.teams t on t.id = m.team_id
    where m.transition_id = p_transition_id
      and t.transition_id is distinct from p_transition_id
      and not stageclock.has_worked(m.team_id, m.user_id);
end;
