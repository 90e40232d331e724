### English. Terms: docs/glossary.md.

## The two doors

signin-title = Sign in
signin-button = Sign in
signin-again = Sign in again
choose-root-text = The owner of the account, for the few tasks that only the root user can do
choose-user-text = Somebody who works in the account every day
signin-root-title = Sign in as root user
signin-user-title = Sign in as IAM user
signin-root-email = Root user email address
signin-account = Account ID (12 digits) or account alias
signin-other-email = Use another address
signin-root-refused = The email address or the password is not right.
signin-user-refused = The account, the user name or the password is not right.
signin-password-expired = This password has expired. Ask an administrator of the account for a new one. (A temporary password is good for 72 hours.)
signin-busy = Many people are signing in right now. Try again in a few seconds.
wait = Try again in { $clock }.
wait-over = You can try again now.

## MFA

mfa-title = Multi-factor authentication (MFA)
mfa-code-digits = MFA code ({ $digits } digits)
mfa-code-submits = MFA code ({ $digits } digits, sent as soon as it is complete)
mfa-hint = Type the code that the app on this device shows now.
mfa-hint-token = Type the code that the token shows now.
mfa-other-device = Use another device
mfa-refused = This code was not accepted. Wait for the next code, and type that one.
mfa-wait = Next try in { $clock }
mfa-wait-over = You can try again now.
mfa-spent = Too many wrong codes were typed over the past year, so codes are no longer accepted in this browser. Sign in with a browser in which you have used MFA before, or ask an administrator of the account for a new password.
mfa-trouble = The code does not work?
mfa-trouble-clock = Set the phone’s clock to automatic: codes depend on it.
mfa-trouble-token = The clock of a token cannot be set. If its codes are not accepted any more, use another device and resync the token under “Security credentials”.
mfa-trouble-used = Each code works once. If you have just used it, wait for the next one.
mfa-start-again = Sign in as somebody else

## The forced change of password

new-password-title = Set a new password
new-password-lead = Somebody else has typed or seen your password. Set one that only you know; then the console opens.
new-password-button = Change password and continue

## After the session

signed-out-title = You have signed out
signed-out-text = This browser holds nothing that opens the console.
expired-title = Your session has ended
expired-text = A session ends 12 hours after sign-in, or after an hour without use.
ended-title = This session was ended
ended-text = It was ended from another browser, or because the password or an MFA device was changed.

## Before and during set-up

no-account-title = There is no account yet
no-account-text = Sekisho has been installed and waits for its first account. Open the one-time address that was printed on the terminal when it started.
no-account-file = If it was not started on a terminal, the address is in the file setup-address in the data directory.
no-account-refused = This set-up address does not open anything.
no-account-refused-text = Such an address is valid for 60 minutes and until Sekisho stops. Restart it to get a new one.
setup-title = Set up Sekisho
setup-begin-text = You are about to make the first account and its root user. This can be done once; this address is then closed for ever.
setup-begin = Begin
setup-lead = The root user may do everything in the account. You will add MFA for it right after signing in.
setup-account-name-hint = For example the name of your company or department. It can be changed later.
setup-root-email-hint = You sign in with this address.
setup-password = Root user password
setup-password-again = Root user password, once more
setup-button = Create account
setup-done = Account { $id } was created. Sign in as its root user.
