-- Moves every stage that is due, each exactly once; what pg_cron calls, and any person or program, at any time.
-- Refuses (and records it) while paused, in a copy of another database, and during a migration.
--
-- Invoker rights, no SET clause, nothing but calls: it commits, and PostgreSQL forbids that to anything else.
create procedure stageclock.tick(p_budget interval default '45 s', p_batch integer default 250)
language plpgsql
as $$
declare
    v_run bigint;
    v_careful boolean;
    v_deadline timestamptz;
    v_stage bigint;
    v_to public.stage_status;
    v_after_at timestamptz;
    v_after_id bigint;
    v_again boolean;
begin
    select b.p_run_id, b.p_careful, b.p_deadline into v_run, v_careful, v_deadline
    from stageclock.begin_tick(p_budget) b;
    commit;
    if v_run is null then
        return;
    end if;
    loop
        v_again := false;
        if not v_careful then
            foreach v_to in array array['active', 'completed']::public.stage_status[] loop
                v_after_at := '-infinity';
                v_after_id := 0;
                loop
                    select b.p_after_at, b.p_after_id into v_after_at, v_after_id
                    from stageclock.move_batch(v_run, v_to, p_batch, v_deadline, v_after_at, v_after_id) b;
                    commit;
                    exit when v_after_id is null;
                    v_again := true;
                end loop;
            end loop;
        end if;
        loop
            select c.p_stage_id, c.p_to into v_stage, v_to from stageclock.claim_next(v_careful, v_deadline) c;
            commit;
            exit when v_stage is null;
            perform stageclock.perform_claim(v_run, v_stage, v_to);
            commit;
            v_again := true;
        end loop;
        exit when not v_again;
    end loop;
    while stageclock.make_reminders(v_run, p_batch, v_deadline) loop
        commit;
    end loop;
    perform stageclock.finish_run(v_run);
    commit;
end
$$;
