-- Refuses (SC015) an act after which no administrator could sign in. All of them are locked (`lock_person`).
create function stageclock.refuse_last_admin(p_person public.users) returns void
language plpgsql volatile
as $$
begin
    if p_person.role = 'admin' and p_person.is_active and not exists (
        select from public.users u where u.role = 'admin' and u.is_active and u.id <> p_person.id
    ) then
        perform stageclock.refuse('SC015',
            'This is the last administrator who can sign in: make somebody else one first.');
    end if;
end
$$;
