-- Tells everybody of a course work what a teacher writes, in one statement. Refuses course work that does not exist (SC006), and
-- a text that is blank or longer than 2,000 characters (SC013). Returns how many were told.
create function stageclock.broadcast(p_assignment_id bigint, p_text text, p_actor_id bigint) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_at timestamptz := stageclock.current_time();
    v_work public.assignments;
    v_told integer;
begin
    select a.* into v_work from public.assignments a where a.id = p_assignment_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such course work.');
    elsif stageclock.tell_reason(p_text) is null or length(p_text) > 2000 then
        perform stageclock.refuse('SC013', 'A message has between 1 and 2,000 characters.');
    end if;
    perform stageclock.refuse_archived(v_work);
    insert into public.notifications (recipient_id, kind, params, created_at)
    select p.user_id, 'broadcast',
           jsonb_build_object('assignment_id', v_work.id, 'assignment', v_work.title, 'text', btrim(p_text),
               'by', (select u.name from public.users u where u.id = p_actor_id)),
           v_at
    from stageclock.people_of(v_work.id, v_work.course_id) p;
    get diagnostics v_told = row_count;
    perform stageclock.record_audit(p_actor_id, 'message_sent', 'assignment', p_assignment_id,
        jsonb_build_object('text', btrim(p_text), 'people', v_told), v_at);
    return v_told;
end
$$;
