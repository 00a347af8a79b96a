-- Refuses (SC012) a student number that somebody else has.
create function stageclock.refuse_taken_number() returns void
language plpgsql volatile
as $$
begin
    perform stageclock.refuse('SC012', 'Somebody else has this student number: check its digits.');
end
$$;
