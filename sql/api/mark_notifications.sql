-- Marks a person's own notices as read or unread: those named, or all where none are. Returns how many changed.
create function stageclock.mark_notifications(
    p_recipient_id bigint,
    p_read boolean,
    p_notification_ids bigint[] default null
) returns integer
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    v_changed integer;
begin
    update public.notifications n
    set read_at = case when p_read then stageclock.current_time() end
    where n.recipient_id = p_recipient_id
      and (p_notification_ids is null or n.id = any (p_notification_ids))
      and (n.read_at is null) = p_read;
    get diagnostics v_changed = row_count;
    perform stageclock.wake('user', p_recipient_id);
    return v_changed;
end
$$;
