-- Removes a person's own notices: those named, or all that were read where none are. Returns how many went.
create function stageclock.delete_notifications(p_recipient_id bigint, p_notification_ids bigint[] default null)
returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_gone integer;
begin
    delete from public.notifications n
    where n.recipient_id = p_recipient_id
      and case when p_notification_ids is null then n.read_at is not null else n.id = any (p_notification_ids) end;
    get diagnostics v_gone = row_count;
    perform stageclock.wake('user', p_recipient_id);
    return v_gone;
end
$$;
