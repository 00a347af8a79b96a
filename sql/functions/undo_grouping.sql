-- Takes back what closing a team formation did, where nobody built on it: the teams it made, and whom it put into others.
-- Returns what went and what stayed.
create function stageclock.undo_grouping(p_assignment_id bigint, p_transition_id bigint) returns jsonb
language plpgsql volatile
as $$
declare
    v_teams bigint;
    v_members bigint;
begin
    perform stageclock.lock_teams(p_assignment_id);
    with gone as (
        delete from public.teams t
        where t.transition_id = p_transition_id and not stageclock.is_built_on(t, p_transition_id)
        returning 1
    )
    select count(*) into v_teams from gone;
    with gone as (
        delete from public.team_members m
        using public.teams t
        where t.id = m.team_id and m.transition_id = p_transition_id
          and t.transition_id is distinct from p_transition_id
          and not stageclock.has_worked(m.team_id, m.user_id)
        returning 1
    )
    select count(*) into v_members from gone;
    return jsonb_build_object(
        'removed_teams', v_teams, 'removed_members', v_members,
        'kept_teams', (select coalesce(jsonb_agg(t.id order by t.id), '[]')
                       from public.teams t where t.transition_id = p_transition_id),
        'kept_members', (select coalesce(jsonb_agg(m.user_id order by m.user_id), '[]')
                         from public.team_members m join public.teams t on t.id = m.team_id
                         where m.transition_id = p_transition_id
                           and t.transition_id is distinct from p_transition_id));
end
$$;
