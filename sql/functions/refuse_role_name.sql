-- Refuses a blank or too long name for a role (SC013), and one that the stage has for the same team already (SC012).
create function stageclock.refuse_role_name(
    p_stage_id bigint,
    p_team_id bigint,
    p_role_id bigint,
    p_name text
) returns void
language plpgsql stable
as $$
begin
    if coalesce(btrim(p_name), '') = '' or length(btrim(p_name)) > 100 then
        perform stageclock.refuse('SC013', 'A role has a name of at most 100 characters.');
    elsif exists (
        select from public.division_roles r
        where r.stage_id = p_stage_id and r.id is distinct from p_role_id
          and (r.team_id is null or p_team_id is null or r.team_id = p_team_id)
          and lower(r.name) = lower(btrim(p_name))
    ) then
        perform stageclock.refuse('SC012', 'There is a role of this name already: choose another.');
    end if;
end
$$;
