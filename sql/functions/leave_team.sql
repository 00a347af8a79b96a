-- Takes somebody out of a team that the caller has locked, with their roles; their tasks are nobody's then. The last one
-- takes the team along. Refuses who is not in it (SC013), and the leader of others (SC015).
create function stageclock.leave_team(p_team public.teams, p_user_id bigint, p_at timestamptz) returns void
language plpgsql volatile
as $$
begin
    if not p_user_id = any (stageclock.members_of(p_team.id)) then
        perform stageclock.refuse('SC013', 'This person is not in this team.');
    elsif stageclock.team_size(p_team.id) = 1 then
        perform stageclock.drop_team(p_team);
        return;
    elsif p_team.leader_id = p_user_id then
        perform stageclock.refuse('SC015', 'A team needs a leader: hand the lead over to another member first.');
    end if;
    delete from public.team_members m where m.team_id = p_team.id and m.user_id = p_user_id;
    update public.leave_requests r
    set status = 'approved', decided_at = p_at
    where r.team_id = p_team.id and r.user_id = p_user_id and r.status in ('waiting', 'escalated');
end
$$;
