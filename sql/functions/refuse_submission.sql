-- Refuses a hand-in that is not what its stage asks for (SC013): a link where files are asked for or the reverse, too many
-- files, one that is empty, too large, or of a kind that the teacher does not take.
create function stageclock.refuse_submission(p_stage public.stages, p_url text, p_files jsonb) returns void
language plpgsql stable
as $$
declare
    v_files integer := coalesce(jsonb_array_length(p_files), 0);
begin
    if p_stage.submission_mode = 'link' and (v_files > 0 or p_url is null) then
        perform stageclock.refuse('SC013', 'This stage takes one link: give its address.');
    elsif p_stage.submission_mode = 'link' and p_url !~* '^https?://[^[:space:]]+$' then
        perform stageclock.refuse('SC013', 'A link begins with http:// or https:// and has no spaces.');
    elsif p_stage.submission_mode = 'file' and (v_files = 0 or p_url is not null) then
        perform stageclock.refuse('SC013', 'This stage takes files: choose at least one.');
    elsif v_files > p_stage.max_files then
        perform stageclock.refuse('SC013', 'These are more files than this stage takes: put them into one archive.');
    elsif exists (
        select from jsonb_to_recordset(p_files) f (size_bytes bigint)
        where f.size_bytes not between 1 and p_stage.max_file_mb * 1048576::bigint
    ) then
        perform stageclock.refuse('SC013', 'A file is empty or larger than this stage takes.');
    elsif cardinality(p_stage.file_types) > 0 and exists (
        select from jsonb_to_recordset(p_files) f (kind text)
        where f.kind is null or f.kind <> all (p_stage.file_types)
    ) then
        perform stageclock.refuse('SC013', 'A file is of a kind that this stage does not take.');
    end if;
end
$$;
