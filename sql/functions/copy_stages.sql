-- Appends the stages of one plan to another one, so many weeks on, as `copied` says: pending, without history or pauses,
-- with what may be handed in and the teacher's roles. The caller has locked and checked. Returns how many.
create function stageclock.copy_stages(
    p_assignment_id bigint,
    p_into_assignment_id bigint,
    p_weeks integer,
    p_zone_to text,
    p_at timestamptz
) returns integer
language plpgsql volatile
as $$
declare
    v_first integer := (
        select coalesce(max(s.position) + 1, 0) from public.stages s where s.assignment_id = p_into_assignment_id);
    v_copied integer;
begin
    insert into public.stages
        (assignment_id, position, name, description, kind, submission_mode, max_files, max_file_mb, file_types,
         starts_at, ends_at)
    select p_into_assignment_id, v_first + row_number() over (order by s.position) - 1,
           s.name, s.description, s.kind, s.submission_mode, s.max_files, s.max_file_mb, s.file_types,
           n.new_starts_at, n.new_ends_at
    from stageclock.copied(p_assignment_id, p_weeks, p_zone_to, false, p_at) n
    join public.stages s on s.id = n.stage_id
    order by s.position;
    get diagnostics v_copied = row_count;
    insert into public.division_roles (stage_id, name, description, required, created_at)
    select t.id, r.name, r.description, r.required, p_at
    from (select f.id, row_number() over (order by f.position) as turn
          from public.stages f where f.assignment_id = p_assignment_id) f
    join public.stages t on t.assignment_id = p_into_assignment_id and t.position = v_first + f.turn - 1
    join public.division_roles r on r.stage_id = f.id and r.team_id is null
    order by t.position, r.id;
    return v_copied;
end
$$;
