-- Gives a team another name. Refuses outside team formation (SC001), a locked team (SC002), who does not lead it (SC016), and
-- a name that is blank (SC013) or taken (SC012). Returns the audit event's id.
create function stageclock.rename_team(
    p_team_id bigint,
    p_name text,
    p_actor_id bigint,
    p_by_staff boolean default false
) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_team public.teams := stageclock.lock_team(p_team_id);
    v_at timestamptz := stageclock.current_time();
begin
    perform stageclock.refuse_not_leading(v_team, p_actor_id, p_by_staff);
    perform stageclock.refuse_closed_teams(v_team.assignment_id, v_team.locked_at, p_by_staff, v_at);
    perform stageclock.refuse_team_name(v_team.assignment_id, p_team_id, p_name);
    update public.teams t set name = btrim(p_name) where t.id = p_team_id;
    return stageclock.record_audit(
        p_actor_id, 'team_renamed', 'team', p_team_id,
        jsonb_build_object('assignment_id', v_team.assignment_id,
            'from', jsonb_build_object('name', v_team.name), 'to', jsonb_build_object('name', btrim(p_name))), v_at);
end
$$;
