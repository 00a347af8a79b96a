-- Refuses what no submission stage can take (SC013): no file or too many, none of any size, kinds that are no extensions.
create function stageclock.refuse_submission_rules(
    p_stage public.stages,
    p_max_files integer,
    p_max_file_mb integer,
    p_file_types text[]
) returns void
language plpgsql stable
as $$
begin
    if p_stage.kind <> 'submission' then
        perform stageclock.refuse('SC013', 'Nothing is handed in at this stage.');
    elsif p_max_files is null or p_max_files not between 1 and 50 then
        perform stageclock.refuse('SC013', 'Between 1 and 50 files are handed in at once.');
    elsif p_max_file_mb is null or p_max_file_mb < 1 then
        perform stageclock.refuse('SC013', 'A file may be at least 1 MB large.');
    elsif p_file_types is null or cardinality(p_file_types) > 50 or exists (
        select from unnest(p_file_types) t where t is null or t !~ '^[a-z0-9]{1,10}$'
    ) then
        perform stageclock.refuse('SC013', 'A kind of file is named by its extension, such as pdf.');
    end if;
end
$$;
