-- A stage with these words, for writing: blanks around the name are dropped, and only hand-ins have a mode, a file
-- unless said otherwise. Refuses what cannot be (SC013).
create function stageclock.describe_stage(
    p_stage public.stages,
    p_name text,
    p_description text,
    p_kind text,
    p_submission_mode text
) returns public.stages
language plpgsql stable
as $$
declare
    v_name text := btrim(coalesce(p_name, ''), E' \t\r\n\u3000');
begin
    if v_name = '' then
        perform stageclock.refuse('SC013', 'Give the stage a name.');
    elsif length(v_name) > 200 then
        perform stageclock.refuse('SC013', 'Use at most 200 characters for the name of a stage.');
    elsif length(p_description) > 5000 then
        perform stageclock.refuse('SC013', 'Use at most 5000 characters for what a stage is about.');
    elsif p_kind is null or p_kind <> all (enum_range(null::public.stage_kind)::text[]) then
        perform stageclock.refuse('SC013', 'Choose what kind of stage it is.');
    elsif p_submission_mode not in ('file', 'link') then
        perform stageclock.refuse('SC013', 'Choose whether a file or a link is handed in.');
    end if;
    p_stage.name := v_name;
    p_stage.description := coalesce(p_description, '');
    p_stage.kind := p_kind::public.stage_kind;
    p_stage.submission_mode := case when p_kind = 'submission' then coalesce(p_submission_mode, 'file') end;
    return p_stage;
end
$$;
