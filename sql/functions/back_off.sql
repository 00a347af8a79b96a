-- How long after the nth attempt the next one may follow: 1 min × 2ⁿ⁻¹, at most 1 h. Also the lease of an attempt.
create function stageclock.back_off(p_attempts integer) returns interval
language sql immutable parallel safe
return least(interval '1 minute' * power(2, greatest(p_attempts, 1) - 1), interval '1 hour');
