-- One change of status that is foreseen, by the clock or by an act: what it will be, how many people it tells and the
-- first of their names, whether its time has come, a mark by which it is known again when the act is confirmed, and
-- what it does beyond telling (`affected_by`).
create type stageclock.foreseen as (
    due_at timestamptz,
    stage_id bigint,
    name text,
    kind public.stage_kind,
    from_status public.stage_status,
    to_status public.stage_status,
    by_hand boolean,
    people bigint,
    names text[],
    is_due boolean,
    mark text,
    affected bigint,
    affected_names text[]
);
