-- Whether the clock of a stage stands still: its course work is no published one, or it or the stage is paused.
create function stageclock.stands_still(
    p_state public.assignment_state,
    p_work_paused_at timestamptz,
    p_stage_paused_at timestamptz
) returns boolean
language sql immutable parallel safe
return p_state <> 'published'::public.assignment_state
    or p_work_paused_at is not null
    or p_stage_paused_at is not null;
