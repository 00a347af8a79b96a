-- Locks somebody for a change and returns them as they then are. Refuses who does not exist (SC006). The administrators
-- are locked too, always in one order, so that two of them cannot switch each other off at once.
create function stageclock.lock_person(p_user_id bigint) returns public.users
language plpgsql volatile
as $$
declare
    v_person public.users;
begin
    perform from public.users u
    where u.id = p_user_id or (u.role = 'admin' and u.is_active)
    order by u.id
    for no key update;
    select u.* into v_person from public.users u where u.id = p_user_id;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such person.');
    end if;
    return v_person;
end
$$;
