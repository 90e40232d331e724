### English. What only the root user may do. Terms: docs/glossary.md.

## The page of the root user

root-title = Root user
root-lead = Everything on this page is for the root user alone: no policy can allow it to anybody else. Each step needs a session with MFA.
root-only = Only the root user of this account sees this page.
root-needs-mfa = The root user does this in a session with MFA only. Choose “{ $button }” first.
root-open = Open
root-link-text = Email address, password, MFA devices, access keys, and access of administrators.
root-email-change = Change
root-email-look = Look and cancel
root-mfa-and-keys = MFA devices and access keys
root-active-keys = Active access keys
root-admins-look = Look at administrators
root-admins-text = If an administrator has locked themselves out, you see here why, and can restore their access.

## The email address

email-title = Email address
email-lead = The root user signs in with this address, and is told there what happens. A new address is confirmed with a code that is sent to it. It takes effect after 72 hours; until then you sign in with the old one, and whoever reads the old mailbox can cancel the change.
email-now = Email address
email-new = New email address
email-new-hint = A code is sent to this address, and a letter to the present one.
email-ask = Send the code
email-no-mail = The operator of this Sekisho has not set up mail, so no code can be sent. Ask the operator to set up an SMTP server first.
email-code-text = A code has been sent to { $to }. Type it here. If none arrives, look at what the mail to that address says, or cancel and begin again.
email-code = Code from the mail
email-code-until = The code is valid until
email-confirm = Confirm the address
email-takes-effect = Takes effect
email-not-confirmed = not confirmed yet
email-begun = Asked for
email-waits = The new address is confirmed. Until it takes effect, sign in with the old one.
email-cancel = Cancel the change
email-asked = The code was sent to the new address. The present address has been told.
email-confirmed = The new address is confirmed. It takes effect in 72 hours.
email-cancelled = The change of the email address was cancelled.
error-email-same = This is the present address already. Type another one.
error-email-code = This is not the code that was sent. Type the 8 digits of the last mail.
error-email-code-over = The code is not valid any more. Begin again with the new address.
error-email-taken = This address belongs to another root user. Cancel the change, and use another address.

## Behind the link in the mail

email-cancel-title = Change of the root user’s email address
email-cancel-lead = Somebody in a session of the root user asked for another email address. If that was not you, cancel it; the present address stays.
email-cancel-more = Cancelling does not end the session of whoever asked. Sign in, change the password of the root user, and look at its MFA devices and sessions.
email-cancel-over = There is nothing to cancel. The change was cancelled, was never confirmed, or has taken effect already. If you do not know the new address, ask the operator of this Sekisho at once.

## Administrators

admins-title = Administrator access
admins-lead = These users are given everything by their policies. The policies are asked as if each user signed in here with MFA.
admins-none = No user is given everything
admins-none-text = Type the name of the user who is to be an administrator.
admins-state = State
admins-free = Can do everything
admins-held = Held back
admins-hindrances = What holds the user back
admins-nothing = Nothing
admins-not-given = No policy gives the user everything
admins-bounded = The permissions boundary { $name }
admins-broken = A policy that cannot be read, which refuses everything
admins-denied = Denied: { $by }
admins-more = There are more administrators than are shown here. Type the name of the user below.
admins-another = Another user
admins-another-look = Look at this user
error-admins-name = There is no user of this name in this account.

restore-title = Administrator access of { $name }
restore-will = To restore access, this is done:
restore-attach = The policy AdministratorAccess is attached.
restore-unbound = The permissions boundary is taken away.
restore-denies-stay = Statements that deny something stay as they are. They are listed here afterwards, each with a link to where it can be changed.
restore-denies-left = Nothing is left to attach or to take away. Open what is listed above and change or detach it; an explicit deny counts before everything that allows.
restore-button = Restore administrator access
restore-done = { $name } has the policy AdministratorAccess and no permissions boundary.

## Mails

mail-new-email-subject = Confirm this email address for a root user
mail-new-email = Somebody asked to use this address for the root user of account { $account }. To confirm it, type this code in the console, on the page “Root user”:
mail-new-email-valid = It is valid until { $date }. If you have asked several times, only the code in the last mail is valid. The change takes effect 72 hours after that.
mail-new-email-to-do = Do not use or pass on the code. Without it nothing changes.
mail-new-email-taken = Somebody asked to use this address for the root user of account { $account }.
mail-new-email-taken-text = It belongs to a root user already, so no code was made, and nothing changes. Use another address.
mail-email-asked = [Action Required] Somebody asked for another email address of the root user
mail-email-asked-text = In a session of the root user of account { $account }, another email address was asked for. Nothing changes before the new address is confirmed.
mail-email-waits = [Action Required] The email address of the root user changes in 72 hours
mail-email-waits-text = The new email address of the root user of account { $account } was confirmed. It takes effect { $date }. Until then the root user signs in with this address, and anybody who has this mail can cancel the change.
mail-email-link = If you know nothing of this, open this address and cancel. Opening it alone changes nothing:
mail-email-link-more = Somebody else may be in a session of the root user. Sign in, change the password, and look at the MFA devices and sessions.
mail-email-changed = Email address of the root user changed
mail-email-changed-text = The email address of { $whose } was changed. The root user signs in with the new address from now on. For 24 hours no password can be reset by mail.
mail-email-changed-to-do = Ask for help straight away. Somebody else may hold the root user of this account.
mail-email-kept = Change of the root user’s email address cancelled
mail-email-kept-text = The change of the email address of { $whose } was cancelled. The address stays as it is.
mail-email-kept-to-do = Somebody else may be in a session of the root user. Change the password at once, and look at the MFA devices and sessions.
mail-restored = Administrator access restored
mail-restored-text = In a session of { $whose }, a user was made an administrator: AdministratorAccess was attached, and a permissions boundary taken away if there was one.
mail-restored-to-do = Detach AdministratorAccess from this user at once, change the password of the root user, and look at its MFA devices and sessions.
