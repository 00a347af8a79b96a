-- Writes down that a tick refused: one row a spell, its `finished_at` moving on, not one a minute.
-- Gives up quietly where a migration holds the table: the refusal matters more than its record.
create function stageclock.record_refusal(p_outcome public.run_outcome, p_at timestamptz) returns void
language plpgsql volatile
set lock_timeout = '200ms'
as $$
begin
    update public.clock_runs r
    set finished_at = p_at
    where r.id = (select max(l.id) from public.clock_runs l)
      and r.outcome = p_outcome
      and r.finished_at > p_at - interval '10 minutes';
    if not found then
        insert into public.clock_runs (started_at, finished_at, outcome) values (p_at, p_at, p_outcome);
    end if;
exception when lock_not_available then
    raise notice 'the tick refused (%) and could not record it: clock_runs is locked', p_outcome;
end
$$;
