-- Refuses (SC011) an act on a course work that would do something else than what was foretold to whoever confirmed it.
-- Null: nothing was foretold, and whoever acts does not ask.
create function stageclock.refuse_surprise_of_work(
    p_foretold text,
    p_work public.assignments,
    p_act text,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
begin
    if p_foretold is not null then
        perform stageclock.refuse_unlike(p_foretold, p_work.version, array(
            select f.mark from stageclock.foretell_work(p_work.id, p_act, p_at) f));
    end if;
end
$$;
