-- Counts the edits of a course work, stage or account in its `version`: what the clock writes is none. A page that edits says
-- which version it showed.
create function stageclock.count_edits() returns trigger
language plpgsql
as $$
begin
    new.version := old.version + 1;
    return new;
end
$$;

create trigger count_edits
    before update of name, description, kind, starts_at, ends_at, submission_mode on public.stages
    for each row
    when (row(old.name, old.description, old.kind, old.starts_at, old.ends_at, old.submission_mode)
          is distinct from
          row(new.name, new.description, new.kind, new.starts_at, new.ends_at, new.submission_mode))
    execute function stageclock.count_edits();

create trigger count_edits
    before update of title, description, time_zone, min_team_size, max_team_size, starts_at, ends_at
    on public.assignments
    for each row
    when (row(old.title, old.description, old.time_zone, old.min_team_size, old.max_team_size, old.starts_at,
              old.ends_at)
          is distinct from
          row(new.title, new.description, new.time_zone, new.min_team_size, new.max_team_size, new.starts_at,
              new.ends_at))
    execute function stageclock.count_edits();

create trigger count_edits
    before update of name, role, student_number, email on public.users
    for each row
    when (row(old.name, old.role, old.student_number, old.email)
          is distinct from
          row(new.name, new.role, new.student_number, new.email))
    execute function stageclock.count_edits();
