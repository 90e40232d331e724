### English. Terms: docs/glossary.md.

## MFA status

status-title = MFA status
status-whole = Everybody in this account
status-part = On this page of the list
status-with = With MFA
status-without = Without MFA
status-past = Past due
status-people = Root user and users
status-zone = Dates are in { $zone }.
status-due = MFA requirement
status-told = Last notice
status-untold = None yet
status-gap = { $n ->
     [one] 1 access key works without MFA
    *[other] { $n } access keys work without MFA
}
status-grace = Days of grace: { $reason }
status-files = No mail server is configured, so nobody is told by mail. Mails are written into files on the server, without codes and addresses. Ask the operator of this Sekisho.
status-failed = Mails that could not be sent
status-failed-text = These people were not told. Check their addresses, and tell them in another way.
status-failed-to = To
status-failed-about = About
status-failed-at = Given up
status-failed-error = Why

## All accounts

accounts-title = All accounts
accounts-lead = The accounts for which you are responsible. Each row leads to the sign-in of its root user, and turns green when an MFA device is assigned there.
accounts-summary = MFA of root users
accounts-all = Accounts
accounts-done = With MFA
accounts-open = Without MFA
accounts-checked = Checked on
accounts-list = Accounts
accounts-root = Root user MFA
accounts-users = Users without MFA
accounts-without = { $n } of { $all }
accounts-all-have = None of { $all }
accounts-told = Last notice: { $what }, { $at }
accounts-untold = No notice yet
accounts-assignees = Responsible: { $names }
progress-title = Progress
progress-lead = How far this whole installation had come at the end of each day.
progress-day = Day
progress-roots = Root users with MFA
progress-users = Users with MFA
