-- Makes the accounts and places of an uploaded class list, if its outcome still is what `p_digest` stands for: read and
-- written in one statement, so that nothing comes between. Null where it is not. Refuses (SC014) if a row is refused.
create function stageclock.write_roster(
    p_draft public.roster_drafts,
    p_digest text,
    p_password_hashes text[]
) returns jsonb
language plpgsql volatile
as $$
declare
    v_is_refused boolean;
    v_done jsonb;
begin
    with outcome as materialized (
        select o.*, row_number() over (partition by o.outcome order by o.line) as place
        from stageclock.roster_outcome(p_draft.id) o
    ), agreed as materialized (
        select o.* from outcome o
        where o.digest = p_digest and not exists (select from outcome r where r.outcome = 'refuse')
    ), made as (
        insert into public.users (username, name, student_number, email, password_hash, must_change_password)
        select a.username, a.name, a.student_number, a.email, p_password_hashes[a.place], true
        from agreed a
        where a.outcome = 'create'
        returning id, student_number
    ), people as (
        select coalesce(a.user_id, m.id) as id, a.username, coalesce(a.account_name, a.name) as name,
               a.student_number, a.outcome, a.line
        from agreed a
        left join made m on m.student_number = a.student_number
    ), enrolled as (
        insert into public.enrollments (course_id, user_id, role)
        select p_draft.course_id, p.id, 'student' from people p where p.outcome in ('create', 'enroll')
    )
    select (select bool_or(o.outcome = 'refuse') from outcome o where o.digest = p_digest),
           jsonb_build_object(
               'created', coalesce(jsonb_agg(t.told order by t.line) filter (where t.outcome = 'create'), '[]'),
               'enrolled', coalesce(jsonb_agg(t.told order by t.line) filter (where t.outcome = 'enroll'), '[]'),
               'unchanged', count(*) filter (where t.outcome = 'unchanged'))
    into v_is_refused, v_done
    from (
        select p.line, p.outcome, jsonb_build_object(
            'user_id', p.id, 'username', p.username, 'name', p.name, 'student_number', p.student_number) as told
        from people p
    ) t;
    if v_is_refused then
        perform stageclock.refuse('SC014',
            'Some rows of this class list are refused: mend the file and upload it again.');
    end if;
    return case when v_is_refused is not null then v_done end;
end
$$;
