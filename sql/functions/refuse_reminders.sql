-- Refuses distances of reminders that cannot be (SC013): too many, one twice, or one that is no whole number of minutes
-- up to 30 days.
create function stageclock.refuse_reminders(p_reminders interval[]) returns void
language plpgsql stable
as $$
declare
    v_seconds numeric[] := array(select extract(epoch from r) from unnest(p_reminders) r);
begin
    if p_reminders is null or cardinality(v_seconds) > 5 then
        perform stageclock.refuse('SC013', 'Students are reminded at most five times before a stage closes.');
    elsif exists (
        select from unnest(v_seconds) s where (s between 60 and 30 * 86400 and s % 60 = 0) is not true
    ) then
        perform stageclock.refuse('SC013', 'Give each reminder a length of whole minutes, from 1 minute to 30 days.');
    elsif cardinality(v_seconds) > (select count(distinct s) from unnest(v_seconds) s) then
        perform stageclock.refuse('SC013', 'Name each length once: one of them stands there twice.');
    end if;
end
$$;
