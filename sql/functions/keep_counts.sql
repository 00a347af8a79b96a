-- Counts the transitions of stages that are about to be deleted, as far as they are not counted yet: a count never falls.
create function stageclock.keep_counts(p_stages bigint[]) returns void
language plpgsql volatile
as $$
begin
    lock table public.transition_counts in share row exclusive mode;
    perform stageclock.add_counts(stageclock.counted_up_to(), 9223372036854775807, p_stages);
end
$$;
