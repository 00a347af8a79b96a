-- Hands out an address with a course work; without a title it is shown as it is. Refuses where there is no such course
-- work (SC006), or the address is none of http or https (SC013). Returns its key.
create function stageclock.add_link(p_assignment_id bigint, p_title text, p_url text, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_work public.assignments := stageclock.lock_assignment(p_assignment_id);
    v_title text := coalesce(nullif(btrim(p_title), ''), p_url);
    v_at timestamptz := stageclock.current_time();
    v_link bigint;
begin
    if (p_url ~* '^https?://[^[:space:][:cntrl:]/]+' and p_url !~ '[[:space:][:cntrl:]]') is not true then
        perform stageclock.refuse('SC013', 'A link begins with http:// or https:// and holds no spaces.');
    end if;
    insert into public.links (assignment_id, url, title, created_by, created_at)
    values (v_work.id, p_url, v_title, p_actor_id, v_at)
    returning id into v_link;
    perform stageclock.record_audit(
        p_actor_id, 'link_added', 'assignment', v_work.id, jsonb_build_object('title', v_title, 'url', p_url), v_at);
    return v_link;
end
$$;
