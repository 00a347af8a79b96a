-- All that an act on a whole course work leads to: before a pause what settling does first, else all that its clock
-- does once it runs, what is due meanwhile first. Changes nothing; refuses as the act does.
create function stageclock.foretell_work(p_assignment_id bigint, p_act text, p_at timestamptz)
returns setof stageclock.foreseen
language plpgsql stable
as $$
declare
    v_work public.assignments := stageclock.read_assignment(p_assignment_id);
    v_moves stageclock.foreseen[];
begin
    case p_act
        when 'publication' then
            perform stageclock.refuse_publication(v_work);
            v_work.state := 'published';
        when 'resumption' then
            perform stageclock.refuse_running(v_work.paused_at);
            v_work.paused_at := null;
        when 'pause' then
            perform stageclock.refuse_paused(v_work.paused_at);
    end case;
    if p_act = 'pause' then
        v_moves := stageclock.foretell_settling(stageclock.all_by_due_time(p_assignment_id), p_at);
    else
        v_moves := array(
            select m
            from public.stages s
            cross join lateral stageclock.moves_ahead(
                s, stageclock.stands_still(v_work.state, v_work.paused_at, s.paused_at)) m
            where s.assignment_id = p_assignment_id
            order by m.due_at, m.to_status, m.stage_id
        );
    end if;
    return query select * from stageclock.foretell_people(v_moves, p_assignment_id, p_at);
end
$$;
