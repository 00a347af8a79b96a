-- Refuses what only the leader of a team, or its teachers, may do (SC016).
create function stageclock.refuse_not_leading(p_team public.teams, p_actor_id bigint, p_by_staff boolean) returns void
language plpgsql stable
as $$
begin
    if not p_by_staff and p_team.leader_id is distinct from p_actor_id then
        perform stageclock.refuse('SC016', 'Only the leader of this team may do this.');
    end if;
end
$$;
