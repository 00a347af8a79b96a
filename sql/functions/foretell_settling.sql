-- What settling these stages, in this order, does: their overdue transitions, as by the clock.
create function stageclock.foretell_settling(p_stage_ids bigint[], p_at timestamptz) returns stageclock.foreseen[]
language plpgsql stable
as $$
begin
    return array(
        select m
        from unnest(p_stage_ids) with ordinality i (id, turn)
        join public.stages s on s.id = i.id
        cross join lateral stageclock.moves_ahead(s, s.held) m
        where m.due_at <= p_at
        order by i.turn, m.to_status
    );
end
$$;
