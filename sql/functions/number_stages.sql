-- Numbers the stages of a locked plan from 0 without gaps, these ones standing together from `p_position` on: as far
-- to the end as there is room.
create function stageclock.number_stages(p_assignment_id bigint, p_moved bigint[], p_position integer) returns void
language plpgsql volatile
as $$
declare
    v_others bigint[] := array(
        select s.id from public.stages s
        where s.assignment_id = p_assignment_id and s.id <> all (p_moved)
        order by s.position, s.id);
    v_before integer := least(greatest(p_position, 0), cardinality(v_others));
begin
    update public.stages s
    set position = o.number - 1
    from unnest(v_others[:v_before] || p_moved || v_others[v_before + 1:]) with ordinality o (id, number)
    where s.id = o.id and s.position <> o.number - 1;
end
$$;
