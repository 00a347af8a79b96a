-- Redeems the ticket of a hand-in, once, with its team locked first, as whoever removes the team does. Refuses another's or none
-- (SC006), a second time (SC002), and one that was begun too long ago (SC001).
create function stageclock.use_ticket(p_ticket_id bigint, p_actor_id bigint, p_at timestamptz)
returns public.submission_tickets
language plpgsql volatile
as $$
declare
    v_ticket public.submission_tickets;
begin
    perform stageclock.lock_team(k.team_id)
    from public.submission_tickets k
    where k.id = p_ticket_id and k.user_id = p_actor_id;
    select k.* into v_ticket
    from public.submission_tickets k
    where k.id = p_ticket_id and k.user_id = p_actor_id
    for no key update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such hand-in.');
    elsif v_ticket.used_at is not null then
        perform stageclock.refuse('SC002', 'This has been handed in already.');
    elsif v_ticket.begun_at + stageclock.submission_time() < p_at then
        perform stageclock.refuse('SC001', 'This took longer than 15 minutes to arrive: hand it in again.');
    end if;
    update public.submission_tickets k set used_at = p_at where k.id = p_ticket_id;
    return v_ticket;
end
$$;
