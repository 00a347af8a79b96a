-- What a kind of notice is about, as people choose what they are mailed; null for what is never mailed.
create function stageclock.mail_topic(p_kind text) returns public.mail_topic
language sql immutable parallel safe
return case
    when p_kind in ('stage_opened', 'stage_closed', 'stage_reopened') then 'stages'::public.mail_topic
    when p_kind = 'stage_closes_soon' then 'reminders'::public.mail_topic
    when p_kind in (
        'team_invitation', 'invitation_accepted', 'invitation_declined', 'confirmation_requested', 'team_confirmed',
        'team_rejected', 'leave_requested', 'leave_approved', 'leave_declined', 'leave_escalated',
        'dissolution_requested', 'dissolution_declined', 'team_dissolved', 'leader_changed', 'placed_in_team',
        'removed_from_team', 'student_placed', 'student_removed', 'team_given', 'team_filled', 'team_sizes_flagged',
        'grouping_undone') then 'teams'::public.mail_topic
    when p_kind in ('role_given', 'roles_given', 'roles_undone', 'task_given') then 'roles'::public.mail_topic
    when p_kind in (
        'stage_extended', 'extension_revoked', 'submission_made', 'submission_approved', 'submission_returned',
        'submission_waiting') then 'hand_ins'::public.mail_topic
    when p_kind = 'broadcast' then 'messages'::public.mail_topic
end;
