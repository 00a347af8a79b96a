-- Refuses what only the members of a team may do (SC016); staff may too where the caller says so.
create function stageclock.refuse_not_member(p_team_id bigint, p_actor_id bigint, p_by_staff boolean) returns void
language plpgsql stable
as $$
begin
    if not p_by_staff and (p_actor_id = any (stageclock.members_of(p_team_id))) is not true then
        perform stageclock.refuse('SC016', 'Only the members of this team may do this.');
    end if;
end
$$;
