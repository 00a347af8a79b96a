-- What of a stage is words and no date, as the audit keeps it.
create function stageclock.stage_words(p_stage public.stages) returns jsonb
language sql stable parallel safe
return jsonb_build_object(
    'name', p_stage.name, 'description', p_stage.description, 'kind', p_stage.kind,
    'submission_mode', p_stage.submission_mode);
