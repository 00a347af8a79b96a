-- Takes back the roles that closing a division gave and nobody has taken over since. Returns what went.
create function stageclock.undo_assigning(p_assignment_id bigint, p_transition_id bigint) returns jsonb
language plpgsql volatile
as $$
declare
    v_roles bigint;
begin
    perform stageclock.lock_teams(p_assignment_id);
    with gone as (
        delete from public.role_assignments r
        where r.transition_id = p_transition_id and r.assigned_by is null
        returning 1
    )
    select count(*) into v_roles from gone;
    return jsonb_build_object('removed_roles', v_roles);
end
$$;
