-- Locks an uploaded class list together with its course, and returns it. Refuses where there is no such list (SC006),
-- its course is archived (SC002), or it was applied already (SC014).
create function stageclock.lock_roster_draft(p_draft_id bigint) returns public.roster_drafts
language plpgsql volatile
as $$
declare
    v_draft public.roster_drafts;
begin
    -- The course first, as everybody does who changes its class list.
    perform stageclock.lock_open_course(d.course_id) from public.roster_drafts d where d.id = p_draft_id;
    select d.* into v_draft from public.roster_drafts d where d.id = p_draft_id for update;
    if not found then
        perform stageclock.refuse('SC006', 'There is no such class list: upload it again.');
    elsif v_draft.applied_at is not null then
        perform stageclock.refuse('SC014', 'This class list was applied already.');
    end if;
    return v_draft;
end
$$;
