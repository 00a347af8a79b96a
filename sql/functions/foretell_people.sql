-- The same changes with whom they tell and affect, whether their time has come, and the mark of each. People come and
-- go: whom an act tells or affects is no part of the mark, nor is whether its time has come.
create function stageclock.foretell_people(
    p_moves stageclock.foreseen[],
    p_assignment_id bigint,
    p_at timestamptz
) returns setof stageclock.foreseen
language plpgsql stable
as $$
begin
    return query
    select m.due_at, m.stage_id, m.name, m.kind, m.from_status, m.to_status, m.by_hand, t.people, t.names,
           not m.by_hand and m.due_at <= p_at,
           md5(concat_ws(' ', coalesce(extract(epoch from m.due_at)::text, 'none'), m.stage_id, m.kind, m.from_status,
                         m.to_status, m.by_hand, m.name)),
           coalesce(a.affected, 0), coalesce(a.affected_names, '{}')
    from unnest(p_moves) with ordinality
        m (due_at, stage_id, name, kind, from_status, to_status, by_hand, people, names, is_due, mark, affected, affected_names,
           turn)
    cross join stageclock.told_of(p_assignment_id) t
    left join lateral stageclock.affected_by(m.stage_id, m.kind) a on m.to_status = 'completed'
    order by m.turn;
end
$$;
