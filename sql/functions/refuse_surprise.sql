-- Refuses (SC011) an act on a stage that would do something else than what was foretold to whoever confirmed it. Null:
-- nothing was foretold, and whoever acts does not ask.
create function stageclock.refuse_surprise(
    p_foretold text,
    p_stage_id bigint,
    p_act text,
    p_starts_at timestamptz,
    p_ends_at timestamptz,
    p_at timestamptz
) returns void
language plpgsql volatile
as $$
declare
    v_stage public.stages;
begin
    if p_foretold is not null then
        v_stage := stageclock.read_stage(p_stage_id);
        perform stageclock.refuse_unlike(p_foretold, v_stage.version, array(
            select f.mark from stageclock.foretell_act(p_stage_id, p_act, p_starts_at, p_ends_at, p_at) f));
    end if;
end
$$;
