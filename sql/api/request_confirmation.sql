-- Asks the teachers to confirm a team. Refuses who does not lead it (SC016), outside team formation (SC001), a team that
-- waits or is confirmed already (SC002), and a size out of range without a reason (SC013). Returns the audit event's id.
create function stageclock.request_confirmation(p_team_id bigint, p_reason text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
    v_work public.assignments;
begin
    select a.* into v_work from public.assignments a where a.id = v_team.assignment_id;
    perform stageclock.refuse_not_leading(v_team, p_actor_id, false);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, false, v_at);
    if v_team.status in ('awaiting', 'confirmed') then
        perform stageclock.refuse('SC002', 'Confirmation of this team has been asked for or given already.');
    elsif stageclock.tell_reason(p_reason) is null
          and stageclock.team_size(p_team_id) not between v_work.min_team_size and v_work.max_team_size then
        perform stageclock.refuse('SC013', 'The size of this team is out of range: say why it should stand.');
    end if;
    update public.teams t
    set status = 'awaiting', request_reason = stageclock.tell_reason(p_reason), requested_at = v_at
    where t.id = p_team_id;
    perform stageclock.tell(stageclock.managers_of(v_work.id), 'confirmation_requested',
        stageclock.about_team(v_team, p_actor_id));
    return stageclock.record_team_act(
        p_actor_id, 'confirmation_requested', v_team,
        jsonb_build_object('reason', stageclock.tell_reason(p_reason)), v_at);
end
$$;
