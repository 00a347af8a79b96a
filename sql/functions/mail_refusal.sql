-- Why nothing is mailed here: this is a copy of another database (foreign_copy), or mail is off (off). Null: mail goes.
create function stageclock.mail_refusal() returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if stageclock.refusal() is not distinct from 'foreign_copy'::public.run_outcome then
        return 'foreign_copy';
    end if;
    return (select 'off' from public.clock_control c where not c.is_mailing);
end
$$;
