-- Takes back the roles that closing a division gave and nobody has taken over since, and tells who held them. Returns what
-- went.
create function stageclock.undo_assigning(
    p_assignment_id bigint,
    p_transition_id bigint,
    p_actor_id bigint,
    p_reason text
) returns jsonb
language plpgsql volatile
as $$
declare
    v_roles bigint;
begin
    perform stageclock.lock_teams(p_assignment_id);
    insert into public.notifications (recipient_id, kind, params, created_at)
    select u.id, 'roles_undone',
           stageclock.about_team(t, p_actor_id)
               || jsonb_build_object('roles', jsonb_agg(r.name order by r.id), 'reason', p_reason),
           stageclock.current_time()
    from public.role_assignments a
    join public.division_roles r on r.id = a.role_id
    join public.teams t on t.id = a.team_id
    join public.users u on u.id = a.user_id and u.is_active
    where a.transition_id = p_transition_id and a.assigned_by is null
    group by u.id, t.*;
    delete from public.role_assignments a where a.transition_id = p_transition_id and a.assigned_by is null;
    get diagnostics v_roles = row_count;
    return jsonb_build_object('removed_roles', v_roles);
end
$$;
