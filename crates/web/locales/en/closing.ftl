### English. Closing and reopening an account. Terms: docs/glossary.md.

closing-title = Close the account
closing-section = Closed accounts admit nobody but the root user, with MFA, to the page that reopens them.
closing-link = Close account
close-lead = You are about to close the account { $account }.
close-people = Nobody signs in any more but the root user, with MFA, and only to reopen the account. All sessions end at once.
close-programs = Access keys and the sessions of programs stop working, and nobody takes on a role of this account.
close-letters = The root user and the contacts of the account are told by mail.
close-time = The root user can reopen it for { $days } days. Afterwards the operator of this Sekisho can erase it for good.
close-no-keys = No access key is active.
close-keys = { $n ->
    [one] { $n } active access key stops working. Look whether a program still uses it.
   *[other] { $n } active access keys stop working. Look whether programs still use them.
}
close-type = To confirm, type the name or the ID of the account
close-differs = This is neither the name nor the ID of this account. Nothing was closed.
close-button = Close account
close-management = The management account cannot be closed
close-management-text = The organization stands with its management account, and the other accounts stand in the organization. Close those first; this account stays as long as the installation does.
closing-done = The account is closed. You were told by mail until when it can be reopened.
reopen-title = This account is closed
reopen-closed-at = Closed
reopen-closed-by = Closed by
reopen-until = Can be reopened until
reopen-lead = Only the root user gets this far, with MFA, and can do nothing but reopen the account.
reopen-again = What was here before works again: people sign in with their passwords and MFA devices, and roles can be taken on. Sessions from before the account was closed stay ended.
reopen-no-keys = No access key is active.
reopen-keys = { $n ->
    [one] { $n } access key works again at once. Deactivate it afterwards if nobody needs it any more.
   *[other] { $n } access keys work again at once. Deactivate those that nobody needs any more.
}
reopen-keys-more = { $n ->
    [one] And { $n } more.
   *[other] And { $n } more.
}
reopen-button = Reopen account
reopen-over = The time to reopen it is over
reopen-over-text = Ask the operator of this Sekisho. As long as nothing was erased, they can reopen the account with this command on the server:
reopen-done = The account is open again. Sessions from before stay ended; look whether all access keys are still needed.
closing-state = Closed
signin-closed = This account is closed. Its root user can reopen it, with MFA.
signin-closed-root = This account is closed, and reopening it needs MFA, which this root user does not have. Ask the operator of this Sekisho, who runs on the server: sekisho account reopen ID --reason TEXT
problem-closed = This account is closed
problem-closed-text = Nobody signs in to it but its root user, with MFA, to reopen it. A root user without an MFA device asks the operator of this Sekisho.
mail-account-closed = The account was closed
mail-account-closed-text = The account was closed. Nobody signs in to it any more, and no access key works.
mail-account-closed-to-do = If that should not be, the root user signs in with MFA and reopens it, until the date above. Without an MFA device, the operator of this Sekisho does it. Afterwards the account can be erased for good.
mail-account-until = Can be reopened until
mail-account-reopened = The account was reopened
mail-account-reopened-text = The account is open again. People sign in as before, and its active access keys work.
mail-account-reopened-to-do = If that should not be, close it again and ask the operator of this Sekisho. Look whether all access keys are still needed.
