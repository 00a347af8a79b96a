-- What `undo_effects` would take back of a closing now, and what it would leave: `teams`, `members` and `roles` in numbers,
-- `kept_teams` and `kept_members` by key. Changes nothing.
create function stageclock.preview_undo(p_transition_id bigint) returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select jsonb_build_object(
        'teams', (select count(*) from stageclock.undoable_teams(p_transition_id)),
        'members', (select count(*) from stageclock.undoable_places(p_transition_id)),
        'roles', (select count(*) from public.role_assignments a
                  where a.transition_id = p_transition_id and a.assigned_by is null)
    ) || stageclock.kept_by_undo(p_transition_id);
end;
