-- Until when so many failures in a row lock, counted since an instant; null where they do not. From one address the
-- fifth locks for 1 min, doubling with each further one up to 1 h; from everywhere (the empty address) only the 50th
-- does, because usernames are student numbers and nobody is to lock a classmate out by guessing.
create function stageclock.sign_in_lock(p_address text, p_failures integer, p_since timestamptz) returns timestamptz
language plpgsql stable parallel safe
as $$
declare
    v_beyond integer := p_failures - case p_address when '' then 49 else 4 end;
begin
    return case when v_beyond > 0 then p_since + stageclock.back_off(least(v_beyond, 10)) end;
end
$$;
