-- Puts a student into a team that the caller has locked. Refuses who is no active student of the class (SC013), is in a
-- team already (SC004), and a full team (SC005) unless a teacher does it. Invitations that lost their point are cancelled.
create function stageclock.join_team(
    p_team public.teams,
    p_user_id bigint,
    p_by_staff boolean,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    perform stageclock.refuse_not_student(p_team.assignment_id, p_user_id);
    if exists (
        select from public.team_members m
        where m.assignment_id = p_team.assignment_id and m.user_id = p_user_id
    ) then
        perform stageclock.refuse('SC004', 'This student is in a team of this course work already.');
    elsif not p_by_staff and stageclock.team_size(p_team.id)
          >= (select a.max_team_size from public.assignments a where a.id = p_team.assignment_id) then
        perform stageclock.refuse('SC005', 'This team is full.');
    end if;
    insert into public.team_members (team_id, assignment_id, user_id, joined_at)
    values (p_team.id, p_team.assignment_id, p_user_id, p_at);
    perform stageclock.cancel_invitations(p_team.assignment_id, p_at);
end
$$;
