-- Does what is due in one course work before its clock is stopped. A stage that fails stays due: stopping the clock
-- must work most of all where something is wrong, and the failure is met again, and recorded, once it runs.
create function stageclock.settle_assignment(p_assignment_id bigint, p_at timestamptz) returns void
language plpgsql volatile
as $$
declare
    v_stage bigint;
begin
    perform stageclock.lock_stages_of(p_assignment_id);
    for v_stage in
        select s.id
        from public.stages s
        where s.assignment_id = p_assignment_id
          and s.status <> stageclock.effective_status(s.status, s.held, s.starts_at, s.ends_at, p_at)
        order by s.ends_at, s.id
    loop
        begin
            perform stageclock.settle_stage(v_stage, p_at);
        exception when others then
            -- Somebody else was in the way: that is no fault of the stage, and the whole act is tried again.
            if sqlstate in ('40001', '40P01', '55P03') then
                raise;
            end if;
            raise notice 'stage % stays due: %', v_stage, sqlerrm;
        end;
    end loop;
end
$$;
