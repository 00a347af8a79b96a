-- Gives new first passwords to students of a course who have never chosen one: lists get lost. Returns whose changed,
-- in the order of their keys; who chose one meanwhile keeps it. Refuses where there is no such course (SC006), it is
-- archived or nobody is left (SC002).
create function stageclock.make_first_passwords(
    p_course_id bigint,
    p_user_ids bigint[],
    p_password_hashes text[],
    p_actor_id bigint
) returns bigint[]
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_course public.courses := stageclock.lock_open_course(p_course_id);
    v_ids bigint[];
    v_people jsonb;
begin
    -- In one order, so that two classes that share students do not wait for each other.
    perform from public.users u where u.id = any (p_user_ids) order by u.id for no key update;
    with given as (
        update public.users u set password_hash = g.password_hash
        from unnest(p_user_ids, p_password_hashes) g (user_id, password_hash)
        join public.enrollments e on e.course_id = v_course.id and e.user_id = g.user_id and e.role = 'student'
        where u.id = g.user_id and u.role = 'student' and u.must_change_password
        returning u.id, jsonb_build_object('user_id', u.id, 'username', u.username, 'name', u.name) as told
    )
    select array_agg(g.id order by g.id), jsonb_agg(g.told order by g.id) into v_ids, v_people from given g;
    if v_ids is null then
        perform stageclock.refuse('SC002', 'Everybody on this class list has chosen a password of their own already.');
    end if;
    perform stageclock.record_audit(
        p_actor_id, 'first_passwords_made', 'course', p_course_id, jsonb_build_object('people', v_people),
        stageclock.current_time());
    return v_ids;
end
$$;
