-- What an act by hand on a stage would do now, in order: what settling does first, the act's own change of status, what
-- the clock does with the stage afterwards. `p_act`: activation, completion, reopening, schedule, pause, resumption.
-- Changes nothing. Refuses exactly where the act would, in the same words (SC002, SC003, SC006, SC007, SC008).
create function stageclock.preview_act(
    p_stage_id bigint,
    p_act text,
    p_starts_at timestamptz default null,
    p_ends_at timestamptz default null
) returns setof stageclock.foreseen
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
begin
    return query
    select * from stageclock.foretell_act(p_stage_id, p_act, p_starts_at, p_ends_at, stageclock.current_time());
end
$$;
