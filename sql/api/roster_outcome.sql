-- What applying an uploaded class list would do, one row a line of the file; changes nothing. `outcome` is create,
-- enroll, unchanged or refuse with its `reason`; `account_name` is that of the account where the number has one.
-- `digest` stands for the whole, the same in each row: who applies says what they saw.
create function stageclock.roster_outcome(p_draft_id bigint)
returns table (
    line integer, student_number text, name text, username text, email text, user_id bigint, account_name text,
    is_active boolean, outcome text, reason text, digest text
)
language sql stable security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
    with placed as (
        select r.line, r.student_number, r.name, coalesce(a.username, r.username, r.student_number) as username,
               r.email, a.id as user_id, a.name as account_name, a.is_active, a.role, e.role as place,
               h.id as holder, h.student_number as holder_number
        from public.roster_drafts d
        cross join lateral (
            select (x.item ->> 'row')::integer as line, x.item ->> 'student_number' as student_number,
                   x.item ->> 'name' as name, x.item ->> 'email' as email, x.item ->> 'username' as username
            from jsonb_array_elements(d.rows) x (item)
        ) r
        left join public.users a on a.student_number = r.student_number
        left join public.enrollments e on e.course_id = d.course_id and e.user_id = a.id
        left join public.users h on a.id is null and lower(h.username) = lower(coalesce(r.username, r.student_number))
        where d.id = p_draft_id
    ), judged as (
        select p.*, case when p.user_id is null and p.holder_number is not null then 'username_taken'
                         when p.user_id is null and p.holder is not null then 'username_without_number'
                         when p.user_id is not null and p.role <> 'student' then 'not_a_student'
                         when p.place = 'teacher' then 'teaches_here'
                    end as reason
        from placed p
    ), told as (
        select j.line, j.student_number, j.name, j.username, j.email, j.user_id, j.account_name, j.is_active,
               case when j.reason is not null then 'refuse'
                    when j.user_id is null then 'create'
                    when j.place is null then 'enroll'
                    else 'unchanged'
               end as outcome, j.reason
        from judged j
    )
    select t.*, (select md5(string_agg(o::text, chr(10) order by o.line)) from told o) from told t order by t.line
$$;
