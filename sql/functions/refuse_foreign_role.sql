-- Refuses a role that belongs to another team or to other course work (SC013).
create function stageclock.refuse_foreign_role(p_role public.division_roles, p_team public.teams) returns void
language plpgsql stable
as $$
begin
    if coalesce(p_role.team_id, p_team.id) <> p_team.id
       or p_team.assignment_id <> (select s.assignment_id from public.stages s where s.id = p_role.stage_id) then
        perform stageclock.refuse('SC013', 'This role is not one of this team.');
    end if;
end
$$;
