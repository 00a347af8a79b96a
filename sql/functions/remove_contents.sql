-- Removes every row that belongs to a course work, those first that refer to others. The caller has locked it and its
-- stages, and has written the audit that the guard of the history asks for. A new table that refers to any of these gets
-- its line here and in `contents_of_assignment`.
create function stageclock.remove_contents(p_assignment_id bigint) returns void
language plpgsql volatile
as $$
declare
    v_stages bigint[] := array(select s.id from public.stages s where s.assignment_id = p_assignment_id);
begin
    perform stageclock.remove_teams(p_assignment_id, v_stages);
    delete from public.mail_outbox o
    using public.notifications n, public.stage_transitions t
    where n.id = o.notification_id and n.transition_id = t.id and t.stage_id = any (v_stages);
    delete from public.notifications n
    using public.stage_transitions t
    where n.transition_id = t.id and t.stage_id = any (v_stages);
    perform stageclock.keep_counts(v_stages);
    delete from public.stage_transitions t where t.stage_id = any (v_stages);
    delete from public.attachments f where f.assignment_id = p_assignment_id;
    delete from public.links l where l.assignment_id = p_assignment_id;
    delete from public.assignment_teachers t where t.assignment_id = p_assignment_id;
    delete from public.stage_reminders r where r.stage_id = any (v_stages);
    -- Last: a tick that has just claimed one of these stages looks for its attempt.
    delete from public.stage_attempts a where a.stage_id = any (v_stages);
    delete from public.stages s where s.id = any (v_stages);
end
$$;
