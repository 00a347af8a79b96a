-- Refuses a blank or too long name for a team (SC013), and one that another team of the course work has (SC012).
create function stageclock.refuse_team_name(p_assignment_id bigint, p_team_id bigint, p_name text) returns void
language plpgsql stable
as $$
begin
    if coalesce(btrim(p_name), '') = '' or length(btrim(p_name)) > 100 then
        perform stageclock.refuse('SC013', 'A team has a name of at most 100 characters.');
    elsif exists (
        select from public.teams t
        where t.assignment_id = p_assignment_id and t.id is distinct from p_team_id
          and lower(t.name) = lower(btrim(p_name))
    ) then
        perform stageclock.refuse('SC012', 'Another team of this course work has this name: choose another.');
    end if;
end
$$;
