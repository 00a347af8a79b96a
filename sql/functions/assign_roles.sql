-- What closing a division does: every required role that nobody of a team holds goes to one of its members, so that all
-- hold equally many as far as that goes; ties are drawn by the seed. Teams without members are skipped. Returns what
-- was done, for `effects`.
create function stageclock.assign_roles(
    p_stage public.stages,
    p_transition_id bigint,
    p_seed text,
    p_at timestamptz
) returns jsonb
language plpgsql volatile
as $$
declare
    v_given jsonb;
begin
    perform stageclock.lock_teams(p_stage.assignment_id);
    with missing as (
        select v.team_id, v.role_id, row_number() over (partition by v.team_id order by v.role_id) as number
        from stageclock.vacant_roles(p_stage.id) v
    ), needs as (
        select x.team_id, count(*) as roles from missing x group by x.team_id
    ), held as (
        select a.team_id, a.user_id, count(*) as roles
        from public.role_assignments a
        join public.division_roles r on r.id = a.role_id and r.stage_id = p_stage.id
        group by a.team_id, a.user_id
    ), turns as (
        select m.team_id, m.user_id,
               row_number() over (
                   partition by m.team_id
                   order by coalesce(h.roles, 0) + turn, stageclock.draw(p_seed, m.user_id), m.user_id) as number
        from needs n
        join public.team_members m on m.team_id = n.team_id
        left join held h on h.team_id = m.team_id and h.user_id = m.user_id
        cross join lateral generate_series(1, n.roles) turn
    ), given as (
        insert into public.role_assignments (team_id, role_id, user_id, transition_id, created_at)
        select x.team_id, x.role_id, t.user_id, p_transition_id, p_at
        from missing x
        join turns t on t.team_id = x.team_id and t.number = x.number
        returning team_id, role_id, user_id
    )
    select coalesce(
        jsonb_agg(jsonb_build_object('team_id', g.team_id, 'role_id', g.role_id, 'user_id', g.user_id)
            order by g.team_id, g.role_id), '[]')
    into v_given
    from given g;
    return jsonb_build_object('seed', p_seed, 'given', v_given);
end
$$;
