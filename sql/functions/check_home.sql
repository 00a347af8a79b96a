-- Health: is this database the one the clock was installed in, or a copy restored elsewhere?
create function stageclock.check_home(out status text, out detail text)
language plpgsql stable
as $$
begin
    if stageclock.refusal() is not distinct from 'foreign_copy'::public.run_outcome then
        status := 'red';
        detail := 'This is a copy of another database: no stage moves and nobody is told. If it is to replace the'
            || ' original, run `flask clock install --arm`.';
    else
        status := 'ok';
        detail := 'This database is the clock''s home.';
    end if;
end
$$;
