-- Whether a person is mailed notices of a kind: active, with an address, and not having chosen otherwise.
create function stageclock.wants_mail(p_person public.users, p_kind text) returns boolean
language sql immutable
return p_person.is_active and btrim(p_person.email) <> ''
    and stageclock.mail_topic(p_kind) is not null
    and stageclock.mail_topic(p_kind) <> all (p_person.unmailed);
