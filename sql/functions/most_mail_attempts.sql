-- How often a message is tried before it is given up: with the back-off, for about a day.
create function stageclock.most_mail_attempts() returns integer
language sql immutable parallel safe
return 30;
