-- Refuses (SC013) rows that cannot be a class list: none or more than 5,000, a student without number or name, a number
-- or username twice. The pages say which row; this keeps the tables' own constraints out of the way of applying.
create function stageclock.refuse_roster_rows(p_rows jsonb) returns void
language plpgsql stable
as $$
declare
    v_count integer := jsonb_array_length(p_rows);
    v_is_list boolean;
begin
    select count(*) = v_count
           and count(distinct r.student_number) = v_count
           and count(distinct lower(coalesce(r.username, r.student_number))) = v_count
           and bool_and(r.student_number = btrim(r.student_number) and r.student_number <> '')
           and bool_and(btrim(r.name) <> '')
           and bool_and(coalesce(r.username, 'x') = btrim(coalesce(r.username, 'x')) and r.username is distinct from '')
    into v_is_list
    from jsonb_to_recordset(p_rows) r (student_number text, name text, username text)
    where r.student_number is not null and r.name is not null;
    if v_is_list is not true or v_count > 5000 then
        perform stageclock.refuse('SC013',
            'A class list has 1 to 5,000 rows and names each student once, by number and name.');
    end if;
end
$$;
