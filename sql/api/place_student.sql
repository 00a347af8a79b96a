-- A teacher puts a student into a team, out of the one they were in; without a team, only out. The minimum, the maximum, locks
-- and stages do not bind a teacher. Refuses a team that does not exist (SC006) or belongs to other course work (SC013), who is
-- no active student of the class (SC013), and the leader of others (SC015). Returns the audit event's id.
create function stageclock.place_student(
    p_assignment_id bigint,
    p_user_id bigint,
    p_team_id bigint,
    p_actor_id bigint,
    p_reason text default null
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz;
    v_from public.teams;
    v_to public.teams;
begin
    perform stageclock.lock_teams(p_assignment_id);
    v_at := stageclock.current_time();
    perform stageclock.refuse_closed_teams(p_assignment_id, null, true, v_at);
    if p_team_id is not null then
        v_to := stageclock.lock_team(p_team_id);
        if v_to.assignment_id <> p_assignment_id then
            perform stageclock.refuse('SC013', 'This team belongs to other course work.');
        end if;
    end if;
    select t.* into v_from
    from public.team_members m join public.teams t on t.id = m.team_id
    where m.assignment_id = p_assignment_id and m.user_id = p_user_id;
    if v_from.id = p_team_id then
        perform stageclock.refuse('SC004', 'This student is in this team already.');
    elsif found then
        perform stageclock.leave_team(v_from, p_user_id, v_at);
    end if;
    if p_team_id is not null then
        perform stageclock.join_team(v_to, p_user_id, true, v_at);
    end if;
    return stageclock.record_placing(v_from, v_to, p_user_id, p_actor_id, stageclock.tell_reason(p_reason), v_at);
end
$$;
