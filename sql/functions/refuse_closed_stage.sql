-- Refuses a student what only an open stage allows (SC001); a team's extension counts. Staff may.
create function stageclock.refuse_closed_stage(
    p_stage_id bigint,
    p_team_id bigint,
    p_by_staff boolean,
    p_at timestamptz
) returns void
language plpgsql stable
as $$
begin
    if not p_by_staff and not stageclock.stage_open_for(p_stage_id, p_team_id, p_at) then
        perform stageclock.refuse('SC001', 'This stage is not open for your team.');
    end if;
end
$$;
