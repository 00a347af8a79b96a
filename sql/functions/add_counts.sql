-- Adds transitions after `p_after` up to `p_last` to `transition_counts`: of all stages, counted up to there from now on;
-- or of these stages alone. Who calls it keeps others from counting meanwhile.
create function stageclock.add_counts(p_after bigint, p_last bigint, p_stages bigint[]) returns void
language sql volatile
begin atomic
    insert into public.transition_counts as c (kind, to_status, cause, number, last_id)
    select s.kind, t.to_status, t.cause, count(*), case when p_stages is null then p_last else 0 end
    from public.stage_transitions t
    join public.stages s on s.id = t.stage_id
    where t.id > p_after and t.id <= p_last and (p_stages is null or t.stage_id = any (p_stages))
    group by s.kind, t.to_status, t.cause
    on conflict (kind, to_status, cause)
    do update set number = c.number + excluded.number, last_id = greatest(c.last_id, excluded.last_id);
end;
