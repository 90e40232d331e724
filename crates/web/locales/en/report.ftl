### English. Terms: docs/glossary.md.

## The report on all accounts, for auditors

report-title = MFA status of all accounts
report-lead = Who signs in with multi-factor authentication (MFA), and who does not yet.
report-made = As of
report-zone = Time zone
report-installation = Installation
report-totals = Totals
report-accounts = Accounts
report-roots = Root users with MFA
report-past-due = Root users without MFA after their due date
report-users = Console users with MFA
report-of = { $part } of { $whole } ({ $percent }%)
report-of-none = none to count
report-each = Each account
report-account = Account
report-root = MFA of the root user
report-due = Due date
report-days = Days left
report-told = Told last
report-without = Users without MFA
report-assignees = Responsible
report-root-has = Assigned
report-root-free = None; not required
report-root-first = None; required { $days ->
     [0] at the first sign-in
     [one] one day after the first sign-in without it
    *[other] { $days } days after the first sign-in without it
}
report-root-until = None yet
report-root-past = None; past due
report-days-over = { $days ->
     [0] Since today
     [one] Since one day
    *[other] Since { $days } days
}
report-nobody = nobody
report-nothing = –
report-told-announced = The announcement
report-told-days = { $days ->
     [one] One day before
    *[other] { $days } days before
}
report-told-in-effect = That it is in effect
report-empty = There is no account yet.
report-progress = Progress
report-progress-lead = Counted once a day while the server runs (UTC).
report-day = Day
report-foot = Made by Sekisho with { $command }. The page is complete in itself: it loads nothing and runs nothing.
