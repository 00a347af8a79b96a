-- Tells those whom closings gave a team or roles, each once a closing, the leaders of teams that were filled, and the teachers
-- where a team is out of range; as ever, only who is active.
create function stageclock.announce_effects(p_transition_ids bigint[], p_at timestamptz) returns void
language plpgsql volatile
as $$
begin
    insert into public.notifications (recipient_id, kind, params, transition_id, created_at)
    select told.user_id, told.kind, told.params, told.transition_id, p_at
    from (
        select m.user_id, 'team_given' as kind, stageclock.about_team(t) as params, m.transition_id
        from public.team_members m
        join public.teams t on t.id = m.team_id
        where m.transition_id = any (p_transition_ids)
        union all
        select distinct t.leader_id, 'team_filled', stageclock.about_team(t), m.transition_id
        from public.team_members m
        join public.teams t on t.id = m.team_id and t.transition_id is distinct from m.transition_id
        where m.transition_id = any (p_transition_ids)
        union all
        select a.user_id, 'roles_given',
               stageclock.about_team(t) || jsonb_build_object('roles', jsonb_agg(r.name order by r.id)),
               a.transition_id
        from public.role_assignments a
        join public.teams t on t.id = a.team_id
        join public.division_roles r on r.id = a.role_id
        where a.transition_id = any (p_transition_ids)
        group by a.user_id, a.transition_id, t.*
        union all
        select u.id, 'team_sizes_flagged',
               jsonb_build_object('assignment_id', w.id, 'assignment', w.title, 'teams', h.effects -> 'flagged'), h.id
        from public.stage_transitions h
        join public.stages s on s.id = h.stage_id
        join public.assignments w on w.id = s.assignment_id
        cross join lateral unnest(stageclock.managers_of(w.id)) u (id)
        where h.id = any (p_transition_ids) and jsonb_array_length(h.effects -> 'flagged') > 0
    ) told
    join public.users u on u.id = told.user_id and u.is_active;
end
$$;
