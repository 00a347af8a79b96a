-- What closing a team formation does: every active student still without a team gets one. Open teams are filled first,
-- as far as the rest can still make teams within min..max; the rest make new, even, confirmed teams whose first drawn
-- leads. Nobody who has a team is moved. The draw is md5 of the seed: see `draw`. Returns what was done, for `effects`.
create function stageclock.group_students(
    p_assignment_id bigint,
    p_transition_id bigint,
    p_seed text,
    p_at timestamptz
) returns jsonb
language plpgsql volatile
as $$
declare
    v_students bigint[];
    v_places integer;
    v_needed integer;
    v_rest integer;
    v_work public.assignments;
begin
    perform stageclock.lock_teams(p_assignment_id);
    select a.* into v_work from public.assignments a where a.id = p_assignment_id;
    select coalesce(array_agg(s.user_id order by stageclock.draw(p_seed, s.user_id), s.user_id), '{}')
    into v_students
    from stageclock.students_without_team(p_assignment_id) s;
    select count(*)::integer, (count(*) filter (where p.is_needed))::integer into v_places, v_needed
    from stageclock.open_places(p_assignment_id) p;
    v_rest := stageclock.rest_for_new_teams(
        greatest(cardinality(v_students) - v_places, 0), greatest(cardinality(v_students) - v_needed, 0),
        v_work.min_team_size, v_work.max_team_size);
    -- Nobody stays alone where an open team can wait for its last member instead.
    if v_rest = 1 and cardinality(v_students) > 1 and v_work.min_team_size > 2 then
        v_rest := 2;
    end if;
    perform stageclock.fill_teams(
        p_assignment_id, v_students[:cardinality(v_students) - v_rest], p_transition_id, p_at);
    perform stageclock.make_teams(
        v_work, v_students[cardinality(v_students) - v_rest + 1:], p_transition_id, p_at);
    return jsonb_build_object('seed', p_seed, 'grouped', cardinality(v_students))
        || stageclock.describe_grouping(v_work, p_transition_id)
        || jsonb_build_object('cancelled_invitations', stageclock.cancel_invitations(p_assignment_id, p_at));
end
$$;
