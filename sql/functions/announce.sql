-- Tells the people of each course about these transitions, and those whom their effects touch: two statements, whatever
-- their number. Who is to be told is asked once a course work, what they are told is put together once a transition.
-- `p_with_effects` is false where none of them closes a stage: then there are none to tell of.
create function stageclock.announce(p_transition_ids bigint[], p_with_effects boolean default true) returns void
language plpgsql volatile
as $$
begin
    with moved as materialized (
        select t.id, t.from_status, t.to_status, s.assignment_id, s.id as stage_id, s.name, s.ends_at
        from unnest(p_transition_ids) i (id)
        join public.stage_transitions t on t.id = i.id
        join public.stages s on s.id = t.stage_id
    ), heard as materialized (
        select a.id as assignment_id, a.title,
               array(select p.user_id from stageclock.people_of(a.id, a.course_id) p) as people
        from (select distinct m.assignment_id from moved m) w
        join public.assignments a on a.id = w.assignment_id
    ), told as materialized (
        select m.id, h.people,
               case when m.to_status = 'completed' then 'stage_closed'
                    when m.from_status = 'completed' then 'stage_reopened'
                    else 'stage_opened'
               end as kind,
               jsonb_build_object(
                   'assignment_id', h.assignment_id, 'assignment', h.title,
                   'stage_id', m.stage_id, 'stage', m.name,
                   'ends_at', m.ends_at
               ) as params
        from moved m
        join heard h on h.assignment_id = m.assignment_id and cardinality(h.people) > 0
    )
    insert into public.notifications (recipient_id, kind, params, transition_id)
    select u.id, t.kind, t.params, t.id
    from told t
    cross join lateral unnest(t.people) u (id);
    if p_with_effects then
        perform stageclock.announce_effects(p_transition_ids, stageclock.current_time());
    end if;
end
$$;
