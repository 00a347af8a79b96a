-- Tells the people of each course about these transitions, and those whom their effects touch: two statements, whatever
-- their number.
create function stageclock.announce(p_transition_ids bigint[]) returns void
language plpgsql volatile
as $$
begin
    with told as materialized (
        select t.id, a.id as assignment_id, a.course_id,
               case when t.to_status = 'completed' then 'stage_closed'
                    when t.from_status = 'completed' then 'stage_reopened'
                    else 'stage_opened'
               end as kind,
               jsonb_build_object(
                   'assignment_id', a.id, 'assignment', a.title,
                   'stage_id', s.id, 'stage', s.name,
                   'ends_at', s.ends_at
               ) as params
        from unnest(p_transition_ids) i (id)
        join public.stage_transitions t on t.id = i.id
        join public.stages s on s.id = t.stage_id
        join public.assignments a on a.id = s.assignment_id
    )
    insert into public.notifications (recipient_id, kind, params, transition_id)
    select p.user_id, t.kind, t.params, t.id
    from told t
    cross join lateral stageclock.people_of(t.assignment_id, t.course_id) p;
    perform stageclock.announce_effects(p_transition_ids, stageclock.current_time());
end
$$;
