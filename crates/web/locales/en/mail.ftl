### English. Terms: docs/glossary.md.

## Dates in words


## In every mail

mail-subject = { $subject } [{ $service } Account: { $id }]
mail-about-root = { $what }: root user
mail-about-user = { $what }: user { $name }
mail-whose-root = the root user of account { $account }
mail-whose-user = user { $name } of account { $account }
mail-in-both = The same in English follows the Japanese text.
mail-who = For
mail-when = When
mail-help-title = Questions
mail-help = If anything is unclear, ask { $help }.
mail-help-operator = If anything is unclear, ask the operator of { $service } in your organization.
mail-footer = This mail was sent automatically by { $service }. It holds no link to sign in, because false mails do. If a mail asks you to follow a link and to type your password, do not do it.
mail-footer-link = This mail was sent automatically by { $service }. No other kind of mail from { $service } holds a link.
mail-not-you-title = If you know nothing of this
mail-to-do-title = What to do now

## The deadline

mail-deadline-root-subject = [Action Required] Enable MFA on the root user of your account
mail-deadline-user-subject = [Action Required] Enable MFA for user { $name }
mail-deadline-title = MFA is required
mail-deadline-copy = This is a copy for the contacts of the account. Whoever is to enable MFA has been told separately.
mail-deadline-from = Multi-factor authentication (MFA) is required for { $whose } from { $date }. Assign an MFA device before that.
mail-deadline-since = Multi-factor authentication (MFA) has been required for { $whose } since { $date }. No MFA device is assigned yet, so the next sign-in asks for one to be assigned.
mail-deadline-days = { $days ->
     [0] Multi-factor authentication (MFA) is required for { $whose } from the next sign-in.
     [one] Multi-factor authentication (MFA) is required for { $whose } within one day from the first sign-in without MFA. Assign an MFA device before that.
    *[other] Multi-factor authentication (MFA) is required for { $whose } within { $days } days from the first sign-in without MFA. Assign an MFA device before that.
}
mail-deadline-open = Multi-factor authentication (MFA) is required for { $whose }. Assign an MFA device.
mail-required-from = Required from
mail-days-left-label = Time left
mail-days-left = { $days ->
     [one] 1 day
    *[other] { $days } days
}
mail-why-title = Why
mail-why = A password can be guessed, used elsewhere too, or typed into a false page. With MFA, a stolen password alone does not open the account.
mail-why-root = The root user can do everything in the account, so it is what attackers try first.
mail-cost-title = What it costs
mail-cost = Nothing. A free authenticator app on a phone that you have is enough, and setting it up takes about two minutes.
mail-otherwise-title = What happens otherwise
mail-otherwise = From then on, the password leads to the assignment of an MFA device and to nothing else, and the console opens once that is done. Nobody is locked out. It is easier before: afterwards it may take a further proof beside the password, and until it is done, programs with access keys of the same user may be refused.
mail-otherwise-now-title = What this means now
mail-otherwise-now = The password leads to the assignment of an MFA device and to nothing else, and the console opens once that is done. Nobody is locked out. It may take a further proof beside the password, and until it is done, programs with access keys of the same user may be refused.
mail-devices-title = Which devices will do
mail-device-key = Security key
mail-device-key-text = A small device for the USB port or to hold to the phone, or the fingerprint or face recognition of a phone or computer.
mail-device-token = Hardware TOTP token
mail-device-token-text = A small device with a display that shows a new code every 30 or 60 seconds.
mail-steps-title = How to do it
mail-step-open = Open the console from your own bookmark, or type its address yourself. For safety, this mail holds no link.
mail-step-door = Choose “{ $door }” and sign in.
mail-step-menu = Choose “{ $menu }” in the menu.
mail-step-assign = Under “{ $section }”, choose “{ $button }”.
mail-step-follow = Follow the steps on the page. A second device, kept somewhere else, helps when the first is lost.

## More time

mail-postponed-subject = The deadline for MFA was postponed
mail-postponed = In account { $account }, the deadline from which MFA is required was postponed.
mail-cleared-subject = MFA is not required any more
mail-cleared = In account { $account }, a rule that requires MFA was taken away.
mail-whom-management-roots = Root users of management accounts
mail-whom-roots = All root users
mail-whom-console-users = All users who can sign in to the console, root users included
mail-whom-group = The users of the group { $name } who can sign in to the console
mail-whom-group-deleted = The users of a group that was deleted
mail-rule-before = Before
mail-rule-after = Now
mail-rule-date = from { $date }
mail-rule-days = { $days ->
     [0] at once
     [one] within one day from the first sign-in without MFA
    *[other] within { $days } days from the first sign-in without MFA
}
mail-rule-earlier = { $date }, or { $days }, whichever is earlier
mail-rule-none = not required
mail-by = By
mail-reason = Reason
mail-postponed-to-do = Ask whoever is named above. Whoever can postpone the deadline can change other things in the account as well.

## Several accounts

mail-digest-subject = { $missing ->
     [0] All of your accounts have MFA
     [one] [Action Required] MFA is missing in one of your accounts
    *[other] [Action Required] MFA is missing in { $missing } of your accounts
}
mail-digest-title = MFA in your accounts
mail-digest = { $n ->
     [one] You are responsible for one account.
    *[other] You are responsible for { $n } accounts. Those in which MFA is missing come first.
}
mail-digest-root = MFA of root user
mail-digest-due = Required from { $zone }
mail-digest-has = Yes
mail-digest-lacks = No
mail-digest-more = { $n ->
     [one] One more account is not shown here.
    *[other] { $n } more accounts are not shown here.
}
mail-digest-to-do = Ask the holders of these root users, and these users, to assign an MFA device: after signing in, under “{ $menu }” with “{ $button }”.

## What happened

mail-device-added = MFA device assigned
mail-device-added-text = An MFA device was assigned to { $whose }.
mail-device-added-late = This device came after the deadline, or after the password had been reset by mail. For 24 hours it opens the console, but not what only the root user can do, new access keys, or the devices of others.
mail-device-added-to-do = Sign in at once, remove the device under “{ $menu }”, and change the password. If you cannot sign in, ask for help straight away.
mail-device-removed = MFA device removed
mail-device-removed-text = An MFA device of { $whose } was removed.
mail-device-removed-to-do = Sign in at once, assign an MFA device under “{ $menu }”, and change the password. If you cannot sign in, ask for help straight away.
mail-password-changed = Password changed
mail-password-changed-text = The password of { $whose } was changed.
mail-password-changed-to-do = Somebody else may be able to sign in. If you still can, change the password again and look at the MFA devices and sessions. If you cannot, ask for help straight away.
mail-password-reset = Password reset
mail-password-reset-text = The password of { $whose } was set anew with an address that was sent by mail. The MFA devices stay as they are.
mail-password-reset-to-do = Somebody else may be reading mails to this address. Make the mailbox safe first, and then reset the password again.
mail-key-created = Access key created
mail-key-created-text = An access key of { $whose } was created.
mail-key-created-to-do = Deactivate and delete the access key under “{ $menu }”, and change the password.
mail-signed-in = Sign-in
mail-signed-in-mfa-text = Somebody signed in as { $whose } with MFA.
mail-signed-in-password-text = Somebody signed in as { $whose } with the password alone, without MFA.
mail-signed-in-to-do = Change the password at once, end all sessions, and look at the MFA devices and access keys.
mail-password-known = [Action Required] Somebody else may know the password
mail-password-known-title = Somebody else may know the password
mail-password-known-text = Behind the right password of { $whose }, wrong MFA codes were typed several times. Somebody else probably knows the password. Those codes opened nothing.
mail-password-known-to-do = Change the password at once, also wherever else it is used. If you typed the wrong codes yourself, nothing needs to be done.
mail-key-known = [Action Required] Somebody else may have an access key
mail-key-known-title = Somebody else may have an access key
mail-key-known-text = With the right signature of an access key of { $whose }, wrong MFA codes were sent several times. Somebody else probably has the secret access key. Those codes opened nothing.
mail-key-known-to-do = Deactivate the access key under “{ $menu }”, and create a new one if it is needed. If a program of your own sent the wrong codes, nothing needs to be done.
mail-address-made = Address for the first MFA device
mail-address-made-text = An address was made with which { $whose } can be given a first MFA device.
mail-address-made-to-do = Ask whoever is named above at once. Whoever has the address may be able to assign a device of their own.
mail-contact-changed = Security contact changed
mail-contact-changed-text = You were the security contact of this account. The contact was changed or removed, so you are no longer told about its security.
mail-contact-changed-to-do = Ask whoever is named above, or the root user, at once. Whoever takes over an account would first send its warnings elsewhere.
mail-program = Browser or program

## Codes and addresses

mail-code-subject = Your code for assigning an MFA device
mail-code = To assign the first MFA device in account { $account }, type this code on the page that asks for it:
mail-code-valid = It is good for 30 minutes. Do not tell it to anybody. The operator of { $service } will never ask you for it.
mail-code-to-do = Somebody else has typed the right password. Do not use or pass on the code, and ask for help straight away.
mail-reset-subject = Reset the password of the root user
mail-reset = To set a new password for the root user of account { $account }, open this address:
mail-reset-valid = It works until { $date }, for 30 minutes, and only once. If you have asked several times, only the address in the last mail works.
mail-reset-mfa = The MFA devices stay as they are. If there is one, it is still asked for after the password.
mail-reset-to-do = Delete this mail. The password has not been changed.
