-- Writes down that a teacher moved a student between teams, and tells the student and whom they join or leave.
create function stageclock.record_placing(
    p_from public.teams,
    p_to public.teams,
    p_user_id bigint,
    p_actor_id bigint,
    p_reason text,
    p_at timestamptz
) returns bigint
language plpgsql volatile
as $$
declare
    v_team public.teams := case when p_to.id is null then p_from else p_to end;
    v_told jsonb := stageclock.about_team(v_team, p_actor_id) || (
        select jsonb_build_object('student', u.name, 'reason', p_reason) from public.users u where u.id = p_user_id);
begin
    perform stageclock.tell(
        array_remove(stageclock.members_of(p_to.id) || stageclock.members_of(p_from.id), p_user_id),
        case when p_to.id is null then 'student_removed' else 'student_placed' end, v_told);
    perform stageclock.tell(
        array[p_user_id], case when p_to.id is null then 'removed_from_team' else 'placed_in_team' end, v_told);
    return stageclock.record_team_act(
        p_actor_id, 'student_placed', v_team,
        jsonb_build_object('user_id', p_user_id, 'reason', p_reason,
            'from', jsonb_build_object('team_id', p_from.id), 'to', jsonb_build_object('team_id', p_to.id)), p_at);
end
$$;
