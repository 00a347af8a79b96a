-- Takes back what closing a team formation did, where nobody built on it: the teams it made, and whom it put into others.
-- Tells those who are in no team now. Returns what went and what stayed.
create function stageclock.undo_grouping(
    p_assignment_id bigint,
    p_transition_id bigint,
    p_actor_id bigint,
    p_reason text
) returns jsonb
language plpgsql volatile
as $$
declare
    v_teams bigint[];
    v_members bigint[];
begin
    perform stageclock.lock_teams(p_assignment_id);
    v_teams := array(select t.id from stageclock.undoable_teams(p_transition_id) t);
    v_members := array(select m.user_id from stageclock.undoable_places(p_transition_id) m);
    insert into public.notifications (recipient_id, kind, params, created_at)
    select u.id, 'grouping_undone',
           stageclock.about_team(t, p_actor_id) || jsonb_build_object('reason', p_reason), stageclock.current_time()
    from public.team_members m
    join public.teams t on t.id = m.team_id
    join public.users u on u.id = m.user_id and u.is_active
    where t.assignment_id = p_assignment_id
      and (m.team_id = any (v_teams) or m.transition_id = p_transition_id and m.user_id = any (v_members));
    delete from public.teams t where t.id = any (v_teams);
    delete from public.team_members m where m.transition_id = p_transition_id and m.user_id = any (v_members);
    return jsonb_build_object('removed_teams', cardinality(v_teams), 'removed_members', cardinality(v_members))
        || stageclock.kept_by_undo(p_transition_id);
end
$$;
