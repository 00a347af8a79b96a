-- Refuses a task without a title of allowed length, or for somebody outside the team (SC013).
create function stageclock.refuse_task(p_team_id bigint, p_title text, p_assignee_id bigint) returns void
language plpgsql stable
as $$
begin
    if coalesce(btrim(p_title), '') = '' or length(btrim(p_title)) > 200 then
        perform stageclock.refuse('SC013', 'A task has a title of at most 200 characters.');
    elsif p_assignee_id is not null and not p_assignee_id = any (stageclock.members_of(p_team_id)) then
        perform stageclock.refuse('SC013', 'This person is not in this team.');
    end if;
end
$$;
