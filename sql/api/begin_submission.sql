-- The gate of every hand-in, asked once, when the server begins to receive it: leaves a ticket with that instant, which
-- complete_submission redeems. Refuses a stage that does not exist (SC006) or takes no hand-ins (SC013), a team of other
-- course work (SC013), who is not in the team (SC016), and a stage that is not open for it (SC001).
create function stageclock.begin_submission(p_stage_id bigint, p_team_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_stage public.stages;
    v_ticket bigint;
begin
    select s.* into v_stage from public.stages s where s.id = p_stage_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such stage.');
    elsif v_stage.kind <> 'submission' then
        perform stageclock.refuse('SC013', 'Nothing is handed in at this stage.');
    end if;
    perform stageclock.refuse_foreign_team(v_stage.assignment_id, p_team_id);
    perform stageclock.refuse_not_member(p_team_id, p_actor_id, false);
    perform stageclock.refuse_closed_stage(p_stage_id, p_team_id, false, v_at);
    insert into public.submission_tickets (stage_id, team_id, user_id, begun_at)
    values (p_stage_id, p_team_id, p_actor_id, v_at)
    returning id into v_ticket;
    return v_ticket;
end
$$;
