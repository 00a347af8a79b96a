-- Locks a role for a change, with all teams of its course work. Refuses one that does not exist (SC006).
create function stageclock.lock_role(p_role_id bigint) returns public.division_roles
language plpgsql volatile
as $$
declare
    v_role public.division_roles;
begin
    perform stageclock.lock_teams(s.assignment_id)
    from public.division_roles r join public.stages s on s.id = r.stage_id
    where r.id = p_role_id;
    select r.* into v_role from public.division_roles r where r.id = p_role_id for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such role.');
    end if;
    return v_role;
end
$$;
