-- What a DBA types first: select * from stageclock.clock_health;
create view stageclock.clock_health as
select h.check_name, h.status, h.detail from stageclock.health() h;
