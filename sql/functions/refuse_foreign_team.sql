-- Refuses a team that is none of this course work (SC013); no team is none.
create function stageclock.refuse_foreign_team(p_assignment_id bigint, p_team_id bigint) returns void
language plpgsql stable
as $$
begin
    if p_team_id is not null and not exists (
        select from public.teams t where t.id = p_team_id and t.assignment_id = p_assignment_id
    ) then
        perform stageclock.refuse('SC013', 'This team belongs to other course work.');
    end if;
end
$$;
