-- Gives the roles that log in over the network the passwords of their secret files, without any of them in the log.
set log_statement = 'none';
set log_min_duration_statement = -1;
set log_min_error_statement = 'panic';

\set owner_password `cat "$OWNER_PASSWORD_FILE"`
\set app_password `cat "$APP_PASSWORD_FILE"`
alter role stageclock_owner password :'owner_password';
alter role stageclock_app password :'app_password';
