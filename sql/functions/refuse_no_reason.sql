-- Refuses an act that needs a reason without one (SC013).
create function stageclock.refuse_no_reason(p_reason text) returns void
language plpgsql stable
as $$
begin
    if stageclock.tell_reason(p_reason) is null then
        perform stageclock.refuse('SC013', 'Give a reason: the others read it.');
    end if;
end
$$;
