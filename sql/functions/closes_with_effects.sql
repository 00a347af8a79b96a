-- Whether closing a stage of this kind does more than tell people: such closings take the careful lane.
create function stageclock.closes_with_effects(p_kind public.stage_kind) returns boolean
language sql immutable parallel safe
return p_kind = 'team_formation'::public.stage_kind or p_kind = 'division'::public.stage_kind;
