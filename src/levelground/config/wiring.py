"""Who is given what: the one page on which apps that don't know each other are brought together.

Groups know nothing of agreements, dates and sessions; here those are told when a membership changes,
and asked what comes next. What goes on beside the requests is listed here, too.
"""

from __future__ import annotations

from levelground.accounts.queries import register_signup_allowlist
from levelground.agreements.actions.agreement import follow_members
from levelground.agreements.queries import agreement
from levelground.agreements.queries.listeners import AgreementDoor
from levelground.audit.tasks import keep_up
from levelground.backups.actions import sweep
from levelground.backups.tasks import destroy_keys_when_due
from levelground.commitments.actions import remind as remind_of_commitments
from levelground.config import key_use
from levelground.config.audit_mail import mail_ended_months
from levelground.config.troubles import tell
from levelground.formation.actions.reminders import remind_silent
from levelground.formation.actions.seats import forget_old_rounds
from levelground.formation.actions.withdrawals import leave_rounds
from levelground.formation.queries.seats import is_seated
from levelground.formation.tasks import searching
from levelground.groups.actions.decisions import settle_what_waits
from levelground.groups.actions.groups import close_ended_groups
from levelground.groups.actions.membership_hooks import on_calendar_change, on_membership_change
from levelground.groups.queries import groups
from levelground.groups.queries.next_steps import add_next_steps
from levelground.letters.tasks import sending
from levelground.live.door import doors
from levelground.mine.actions.closing import forget_sign_ins
from levelground.mine.actions.vacuum import vacuum_at_night
from levelground.mine.tasks import forget_what_is_over
from levelground.programmes.actions.invitations import post_due, remind_due
from levelground.programmes.actions.withdrawal_hooks import on_leaving
from levelground.programmes.queries.programmes import is_asked
from levelground.reports import tasks as reports
from levelground.reviews import queries as reviews
from levelground.reviews import tasks as pictures
from levelground.runtime.background import add, every, in_one_process_at
from levelground.schedule.actions import follow, follow_zone_data, remind, tell_calendars
from levelground.schedule.queries import next_steps as schedule
from levelground.sessions.actions.sessions import cancel_planned_sessions
from levelground.sessions.queries import sessions
from levelground.sessions.queries.listeners import SessionDoor
from levelground.sessions.tasks import clock
from levelground.ui.sentences import speak_plainly
from levelground.words.actions.words import erase_expired, shred_ended_groups

MINUTE, HOUR = 60.0, 3600.0  # seconds


def connect() -> None:
    """Called once, when all apps are there. In the order in which things happen, and are shown."""
    speak_plainly()
    # Who may sign up where that is not open to all
    for is_expected in (groups.is_invited, is_asked, is_seated):
        register_signup_allowlist(is_expected)
    # When somebody joins or leaves a group
    for hook in (settle_what_waits, follow_members, follow, cancel_planned_sessions):
        on_membership_change(hook)
    on_calendar_change(tell_calendars)
    on_leaving(leave_rounds)  # a programme
    # What a member could do next
    add_next_steps("groups", groups.next_steps)
    add_next_steps("agreements", agreement.next_steps)
    add_next_steps("schedule", schedule.next_steps)
    add_next_steps("sessions", sessions.next_steps)
    add_next_steps("reviews", reviews.next_steps)
    agreement.count_sessions_by(sessions.closed_since)
    # Who may listen
    doors.add("agreement", AgreementDoor())
    doors.add("session", SessionDoor())


def go_on_beside_the_requests() -> None:
    """All that is done without anybody asking. `apart`: by `manage.py work`, where that runs."""
    add("the sessions' clock", clock.run)
    add("sending letters", sending.run, apart=True)
    add("the search for groups", searching.run)
    add("counting sessions that are over", reports.run)
    add("counting sessions for their groups' pictures", pictures.run)
    add("noting that the key file is in use", key_use.note_start)
    every(MINUTE, "letters to those who are asked", post_due)
    every(
        MINUTE,
        "reminders of dates",
        in_one_process_at("reminders", lambda _at: remind()),
        apart=True,
    )
    every(5 * MINUTE, "erasing words", erase_expired, shred_ended_groups)
    every(10 * MINUTE, "telling the operator", in_one_process_at("troubles", tell))
    every(HOUR / 2, "reminding of commitments", remind_of_commitments)
    every(HOUR, "reminding who did not answer", remind_due)
    every(
        HOUR,
        "reminding of seats, and letting go of old rounds",
        in_one_process_at("reminders of seats", lambda _at: remind_silent()),
        forget_old_rounds,
    )
    every(
        HOUR,
        "rules of clocks",
        in_one_process_at("rules of clocks", lambda _at: follow_zone_data()),
        apart=True,
    )
    every(HOUR, "closing groups that have ended", close_ended_groups)
    every(HOUR, "retention", forget_sign_ins, forget_what_is_over)
    every(
        HOUR,
        "clearing what was erased",
        in_one_process_at("clearing what was erased", vacuum_at_night),
    )
    every(HOUR, "destroying old backups' keys", destroy_keys_when_due, lambda _at: sweep())
    every(
        HOUR,
        "the security log's upkeep",
        in_one_process_at("the security log's upkeep", keep_up),
        apart=True,
    )
    every(
        HOUR,
        "mailing the security log's months",
        in_one_process_at("the security log's months", mail_ended_months),
        apart=True,
    )
