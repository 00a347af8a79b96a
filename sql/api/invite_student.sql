-- Invites a student of the class into a team, and tells them. Refuses outside team formation (SC001), a locked team (SC002),
-- who does not lead it (SC016), a full team (SC005), and who is no active student of the class (SC013), in a team
-- already (SC004), or invited by this team already (SC012). Returns the invitation's id.
create function stageclock.invite_student(p_team_id bigint, p_user_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
    v_invitation bigint;
begin
    perform stageclock.refuse_not_leading(v_team, p_actor_id, false);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, false, v_at);
    perform stageclock.refuse_not_student(v_team.assignment_id, p_user_id);
    if exists (
        select from public.team_members m
        where m.assignment_id = v_team.assignment_id and m.user_id = p_user_id
    ) then
        perform stageclock.refuse('SC004', 'This student is in a team of this course work already.');
    elsif stageclock.team_size(p_team_id)
          >= (select a.max_team_size from public.assignments a where a.id = v_team.assignment_id) then
        perform stageclock.refuse('SC005', 'This team is full.');
    end if;
    insert into public.team_invitations (team_id, user_id, invited_by, created_at)
    values (p_team_id, p_user_id, p_actor_id, v_at)
    on conflict (team_id, user_id) where status = 'waiting' do nothing
    returning id into v_invitation;
    if v_invitation is null then
        perform stageclock.refuse('SC012', 'This student has an invitation of this team already.');
    end if;
    perform stageclock.tell(array[p_user_id], 'team_invitation',
        stageclock.about_team(v_team, p_actor_id));
    perform stageclock.wake('team', p_team_id);
    return v_invitation;
end
$$;
