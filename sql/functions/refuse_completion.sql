-- Refuses to close a settled stage by hand: its clock stands still (SC007), or it is closed already (SC002).
create function stageclock.refuse_completion(p_stage public.stages) returns void
language plpgsql stable
as $$
begin
    perform stageclock.refuse_held(p_stage);
    perform stageclock.refuse_closed(p_stage);
end
$$;
