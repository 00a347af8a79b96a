-- Refuses a change of a role or of who holds it: a teacher's role to anybody but teachers, a team's own to anybody but its
-- leader and teachers (SC016), to students outside the division stage (SC001), and to teachers once the course work is
-- archived (SC002).
create function stageclock.refuse_role_change(
    p_stage_id bigint,
    p_team_id bigint,
    p_actor_id bigint,
    p_by_staff boolean,
    p_at timestamptz
) returns void
language plpgsql stable
as $$
begin
    if p_by_staff then
        perform stageclock.refuse_archived(stageclock.read_assignment(s.assignment_id))
        from public.stages s where s.id = p_stage_id;
        return;
    elsif p_team_id is null then
        perform stageclock.refuse('SC016', 'Only a teacher may change the roles of every team.');
    end if;
    perform stageclock.refuse_not_leading(t, p_actor_id, false) from public.teams t where t.id = p_team_id;
    perform stageclock.refuse_closed_stage(p_stage_id, p_team_id, false, p_at);
end
$$;
