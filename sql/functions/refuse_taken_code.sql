-- Refuses (SC012) the code of another course: what the unique index found, in words of ours.
create function stageclock.refuse_taken_code() returns void
language plpgsql volatile
as $$
begin
    perform stageclock.refuse('SC012', 'Another course has this code: choose a different one.');
end
$$;
