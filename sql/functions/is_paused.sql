-- Whether the whole clock is paused: asked before every step, so that a running tick stops too.
create function stageclock.is_paused() returns boolean
language plpgsql stable
as $$
begin
    return exists (select from public.clock_control c where c.paused_at is not null);
end
$$;
