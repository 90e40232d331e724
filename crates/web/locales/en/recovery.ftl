### English. Getting back in after an MFA device was lost. Terms: docs/glossary.md.

## At the sign-in

lost-link = I have lost my device
lost-title = You have lost your MFA device
lost-lead = Your password was right. These ways are open to you:
lost-other = Use another of your devices
lost-other-text = Any one of your MFA devices opens the console.
lost-code = Use a recovery code
lost-code-left = { $count ->
    [one] One code is left.
   *[other] { $count } codes are left.
}
lost-code-text = A recovery code opens a session in which you can assign a new MFA device and do nothing else.
lost-code-label = Recovery code
lost-code-hint = 24 letters and digits. Each code works once, in any order.
lost-code-refused = This code was not accepted.
lost-which = Which device is lost?
lost-which-hint = It is removed as soon as the new one is assigned.
lost-which-none = None of them; keep all
lost-code-button = Continue with this code
lost-administrator = Ask an administrator of your account
lost-administrator-text = An administrator can remove the lost device in the console, on your page under “Users”. They never learn your password. If you are an administrator yourself, another administrator or the root user can do it. Your recovery codes then stop working.
lost-operator = Ask the operator of this Sekisho
lost-operator-text = For a root user the operator runs this command on the server. Everybody of the account is told and can cancel it; at the end of the wait you get an address at which you assign a new MFA device with your password.
lost-waiting = This is under way. The wait ends { $date }.
lost-back = Back to the code

## The session that registers a device

register-title = Assign your new MFA device
register-by-code = You have signed in with a recovery code. In this session you can assign a new MFA device and do nothing else. It lasts for 30 minutes.
register-by-operator = The operator has let you in to replace the MFA devices of the root user. In this session you can assign a new MFA device and do nothing else. It lasts for 30 minutes.
register-replaces = These devices are removed as soon as the new one is assigned:
register-after = After that the console opens.
register-recovered = { $name } is assigned, and the old MFA devices of the root user are gone. Look through the access keys below now, and delete every key that you do not know.

## Recovery codes

codes-title = Recovery codes
codes-lead = If you lose all of your MFA devices, one of these codes lets you assign a new one. Keep them on paper, away from your devices. They are not an MFA device: where MFA is required, they are not enough.
codes-left = Codes left
codes-made-at = Created
codes-none = You have none.
codes-manage = Manage recovery codes
codes-make = Create ten recovery codes
codes-remake = Create ten new recovery codes
codes-remake-text = The codes from before stop working.
codes-needs-mfa = Assign an MFA device first.
codes-root-off = Recovery codes are off for the root user. A code on paper is one more way into the account; turn them on only if you have a safe place for them.
codes-on = Turn on recovery codes
codes-off = Turn off recovery codes
codes-off-text = All codes of the root user stop working.
codes-switched-on = Recovery codes are on for the root user.
codes-switched-off = Recovery codes are off for the root user. No code works any more.
codes-made-title = Your recovery codes
codes-once = These codes are shown only now. Print them or write them down. Each works once, in any order.
codes-download = Download as a text file
codes-print = Print
codes-file-head = Recovery codes of { $who }, account { $account }, created { $date }
codes-file-tail = Each code works once, in any order. Keep them on paper, away from your devices.
codes-done = I have kept them safe

## Root’s recovery, in the console and behind the link in the mail

recovery-title = Recovery of the root user
recovery-banner = The operator is replacing the MFA devices of the root user of this account. The wait ends { $date }.
recovery-banner-link = Look and cancel
recovery-lead = The operator of this Sekisho has been asked to let the root user of this account assign a new MFA device. Root’s password stays as it is, and is asked for.
recovery-by = Begun by
recovery-reason = Reason
recovery-begun = Begun
recovery-ready = The wait ends
recovery-cancel-text = If the root user has not lost any device, or if you do not know anything about this, cancel it. Nothing is lost: it can be begun again.
recovery-cancel = Cancel the recovery
recovery-cancelled = The recovery of the root user was cancelled.
recovery-over = There is nothing to cancel. The recovery was cancelled, has been completed, or is too old.
recovery-drilled = The recovery of the root user was last practised { $date }.
recovery-never-drilled = The recovery of the root user has never been practised. The operator can do so with “sekisho account recover --drill”.
recovery-dashboard = Losing a device

## The operator’s address

recover-title = Replace the MFA devices of the root user
recover-lead = Type the password of the root user. Then you assign a new MFA device; the old ones are removed after that, and all sessions of the root user end.
recover-over = This address does not work any more. It works once and for 30 minutes; ask the operator for another one.
recover-wrong = The password is not right.
recover-button = Next

## Problems

problem-only-administrators = Another administrator has to do this
problem-only-administrators-text = The MFA device of an administrator is removed by another administrator of the account, or by the root user.
problem-another-administrator = A colleague has to do this
problem-another-administrator-text = Within 24 hours the same person does not both remove a user’s MFA device and set a new password for them. Ask another administrator, or wait.

## Mails

mail-codes-made = Recovery codes created
mail-codes-made-text = Recovery codes of { $whose } were created. Codes from before do not work any more.
mail-codes-made-to-do = Create new recovery codes under “{ $menu }” at once, so that these stop working, and change the password.
mail-code-used = Recovery code used
mail-code-used-text = A recovery code of { $whose } was used to assign a new MFA device.
mail-code-used-left = Codes left
mail-code-used-to-do = Sign in at once, remove every MFA device under “{ $menu }” that you do not know, create new recovery codes, and change the password.
mail-device-reset = MFA device removed by somebody else
mail-device-reset-text = An MFA device of { $whose } was removed by somebody else. All sessions have ended, and recovery codes do not work any more.
mail-device-reset-to-do = Ask whoever is named above at once. If nobody of the account knows about it, ask for help straight away.
mail-recovered = MFA devices of the root user replaced
mail-recovered-text = With the help of the operator, the MFA devices of { $whose } were replaced by a new one. The old ones are gone.
mail-recovered-to-do = Ask for help straight away. Somebody else may hold the root user of this account.
mail-recovery-cancelled = Recovery of the root user cancelled
mail-recovery-cancelled-text = The recovery of { $whose } was cancelled. The MFA devices stay as they are.
mail-recovery-cancelled-to-do = There is nothing to do. If the device was really lost, ask the operator to begin again.
mail-recovery = Recovery of the root user has begun
mail-recovery-anew = Recovery of the root user: the wait begins again
mail-recovery-text = The operator has been asked to replace the MFA devices of the root user of account { $account }. The wait ends { $date }; until then anybody who has this mail can cancel it.
mail-recovery-anew-text = The password or the email address of the root user of account { $account } was changed while its recovery was under way, so the wait begins again. It ends { $date }; until then anybody who has this mail can cancel it.
mail-recovery-link = If the root user has not lost any device, open this address and cancel. Opening it alone changes nothing:
