-- Says how long before a stage of a course work closes its students are reminded; none: never. Moves those that are to
-- come, makes none twice. Refuses a course work that does not exist (SC006), an archived one (SC002), and distances
-- that cannot be (SC013). Returns whether it changed.
create function stageclock.set_reminders(p_assignment_id bigint, p_reminders interval[], p_actor_id bigint) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_reminders interval[];
begin
    perform stageclock.refuse_archived(v_work);
    perform stageclock.refuse_reminders(p_reminders);
    -- In hours: a day, subtracted from an instant, is as long as the session's zone has it.
    v_reminders := array(select make_interval(secs => extract(epoch from r)) from unnest(p_reminders) r order by r desc);
    if v_reminders = v_work.reminders then
        return false;
    end if;
    perform stageclock.lock_stages_of(p_assignment_id);
    update public.assignments a set reminders = v_reminders where a.id = p_assignment_id;
    perform stageclock.record_audit(p_actor_id, 'reminders_set', 'assignment', p_assignment_id,
        stageclock.difference(
            jsonb_build_object('reminders', stageclock.tell_reminders(v_work.reminders)),
            jsonb_build_object('reminders', stageclock.tell_reminders(v_reminders))),
        stageclock.current_time());
    return true;
end
$$;
