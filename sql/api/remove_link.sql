-- Takes back an address that was handed out. Refuses where there is no such link (SC006). Returns the audit event's id.
create function stageclock.remove_link(p_link_id bigint, p_actor_id bigint) returns bigint
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_link public.links;
begin
    perform stageclock.lock_assignment(l.assignment_id) from public.links l where l.id = p_link_id;
    delete from public.links l where l.id = p_link_id returning l.* into v_link;
    if v_link.id is null then
        perform stageclock.refuse('SC006', 'There is no such link.');
    end if;
    return stageclock.record_audit(
        p_actor_id, 'link_removed', 'assignment', v_link.assignment_id,
        jsonb_build_object('title', v_link.title, 'url', v_link.url), stageclock.current_time());
end
$$;
