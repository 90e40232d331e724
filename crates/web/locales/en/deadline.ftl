### English. Terms: docs/glossary.md.

## Days, rules, occasions

days-left = { $days ->
     [0] Today
     [one] 1 day left
    *[other] { $days } days left
}
whom-management-roots = Root users of management accounts
whom-roots = Root users
whom-console-users = Everybody who can sign in to the console, the root user included
whom-group = The users of the group { $name } who can sign in to the console
whom-group-deleted = The users of a group that was deleted ({ $id })
rule-date = From { $date }
rule-days = { $days ->
     [0] At once
     [one] 1 day after the first sign-in without MFA
    *[other] { $days } days after the first sign-in without MFA
}
rule-both = { $days ->
     [0] At once
     [one] From { $date }, or 1 day after the first sign-in without MFA, whichever is earlier
    *[other] From { $date }, or { $days } days after the first sign-in without MFA, whichever is earlier
}
setter-file = Operator (configuration file)
setter-operator-all = Operator, for all accounts
setter-operator-account = Operator, for this account
setter-root = Root user of this account
occasion-announced = Announced
occasion-in-effect = In effect
occasion-before = { $days ->
     [one] 1 day before
    *[other] { $days } days before
}
due-met = MFA is there
due-free = Not required
due-from-first = { $days ->
     [one] 1 day after the next sign-in
    *[other] { $days } days after the next sign-in
}
due-past = Past due
mfa-needed = Only a session with MFA can do this, so that a stolen password is not enough. Assign an MFA device, or sign in again with MFA.
reason = Reason
reason-hint = One line of at most 200 characters. Everybody who is told of the change reads it.
back = Back

## Above every page

banner-label = MFA will be required
banner-text = From { $date } you need MFA to use the console.
banner-link = Register an MFA device
nav-mfa-status = MFA status
nav-deadline = MFA requirement
nav-many = Several accounts
nav-accounts = All accounts

## After the password, before the day

required-title = MFA will be required
required-when = From when
required-from = From { $date } you need multi-factor authentication (MFA) to use the console.
required-after-first = { $days ->
     [one] One day after your next sign-in you need multi-factor authentication (MFA) to use the console.
    *[other] { $days } days after your next sign-in you need multi-factor authentication (MFA) to use the console.
}
required-why = Passwords leak. With MFA, somebody who knows your password still cannot sign in. It costs nothing and takes about two minutes.
required-afterwards = After that time your password leads to the registration of an MFA device and to nothing else.
required-now = Register now
required-later = Later
kinds-title = Three kinds of MFA device
kind-app = Authenticator app
kind-app-text = A free app on the phone that you have. It shows a new code every 30 seconds.
kind-key = Passkey or security key
kind-key-text = A small device for the USB port, or the fingerprint or face recognition of a phone or computer.
kind-token = Hardware TOTP token
kind-token-text = A small device with a display that shows a new code every 30 or 60 seconds.

## After the day

enrol-title = Assign an MFA device to go on
enrol-past = MFA has been required since { $date }, and you have no MFA device yet. Once you have assigned one, the console opens as usual.
enrol-by-mail = Your password was set anew with an address from a mail. So the first MFA device needs one more proof that it is you.
enrol-next = The next page leads you through it in about two minutes.
enrol-more = Because the password alone could be a thief’s, one more proof is needed before the first MFA device.
enrol-code-title = Code by mail
enrol-code-text = It has 8 digits and is valid for 30 minutes.
enrol-code-send = Send a code to { $mailbox }
enrol-code-sent = A code was sent to { $mailbox }. It is valid for 30 minutes; the last one counts.
enrol-code-was-sent = The code is on its way.
enrol-code = Code from the mail
enrol-code-hint = 8 digits
enrol-code-button = Check the code
enrol-code-resend = Send another code
enrol-address-title = Enrolment address
enrol-address-instead = Or use an enrolment address
enrol-address = Enrolment address
enrol-address-hint = Paste the address that you were given. It is valid for 24 hours.
enrol-address-button = Use this address
enrol-ask-operator = Ask the operator of this Sekisho for an address. The operator makes one with this command:
enrol-ask-administrator = Ask an administrator of your account for an address. Administrators make one on your user’s page.
enrol-opened-title = The address that you opened
enrol-opened-text = You opened an enrolment address in this browser before you signed in.
enrol-opened-use = Use the address that you opened
error-enrol-code-wrong = This is not the code that was sent last. Type the 8 digits of the latest mail.
error-enrol-code-over = This code no longer works: it was too old or mistyped too often. Have another one sent.
error-too-many-mails = As many mails were sent to this address as one day allows. Try again tomorrow, or use an enrolment address.
error-enrol-address = This address no longer works, or it is not for you. Ask for a new one.
enrol-door-title = Your enrolment address
enrol-door-text = With this address you can assign your first MFA device. Continue, and sign in with your password in this browser; you will then be asked for the device. Until it is assigned, nothing is used up.
enrol-door-button = Continue to sign-in
enrol-door-kept = The address is kept in this browser for an hour. Sign in now; you will be asked to assign an MFA device.

## The rules

deadline-title = MFA requirement
deadline-lead = From when MFA is required in this account, and of whom. Whoever has none by then can do nothing but assign an MFA device after the password.
deadline-rules = Rules in force
deadline-whom = For whom
deadline-when = From when
deadline-by = Set by
deadline-since = Announced
deadline-none = MFA is not required of anybody in this account
deadline-none-text = Set a date, and everybody concerned is told by mail: at once, and 30, 14, 7 and 1 days before.
deadline-earliest = The earliest and widest rule wins. Nobody gets more time by a rule that comes later.
deadline-root-only = Only the root user of this account can set rules here.
deadline-set = Set a rule
deadline-saved = The rule was saved. Everybody concerned is told.
deadline-removed = The rule was removed. The contacts of the account are told.
postponed-title = More time that was given
postponed-none = Nobody was given more time.
postponed-what = What changed
postponed-at = When
postponed-removed = removed
deadline-set-title = Set a rule
deadline-form = The rule
deadline-change = Change it
deadline-for-root = The root user of this account
deadline-for-group = The users of a group who can sign in to the console
deadline-group = Group
deadline-date = Date
deadline-date-hint = MFA is required from the beginning of this day ({ $zone }).
deadline-days = Days from the first sign-in without MFA
deadline-days-hint = 0 to 365; 0 means at once. AWS gives 35 days.
deadline-both = If both are given, the earlier one counts.
deadline-preview = See what it means
deadline-meaning = What it means
deadline-stricter = Nobody gets more time. Everybody concerned is told by mail: now, and 30, 14, 7 and 1 days before.
deadline-own = You have no MFA device yourself, and the rule is for you as well.
deadline-same = This rule is in force already.
deadline-weaker = This gives more time than your present rule ({ $present }). It asks for a reason, which is told to all contacts of the account and shown here.
deadline-confirm = Set this rule
deadline-remove-title = Remove a rule
deadline-remove-text = Whoever is due by this rule alone then needs no MFA. The reason is told to all contacts of the account and shown here.
deadline-remove-button = Remove the rule
error-date = Type a date like 2024-07-16.
error-rule-empty = Type a date, or a number of days, or both.
error-rule-days = Type a number of days from 0 to 365.
error-reason = Type a reason of 1 to 200 characters on one line.
error-reason-missing = This gives somebody more time. Say why.

## An address for somebody else

address-open = Make an enrolment address
address-offer = This user has no MFA device, and may be asked for an enrolment address.
address-title = Enrolment address
address-lead = With this address and their password, the user can assign a first MFA device after the deadline. Make sure that it is really them who ask you, and hand the address over in person or by a safe way.
address-told = It is valid for 24 hours and until a device is assigned; a new one replaces it. The user and the contacts of the account are told.
address-button = Make the address
address-once = This is the only time that the address is shown.
address-until = Valid until
address-use = The user opens it in the browser in which they sign in, or pastes it when they are asked.
create-grace = Reason for days of grace
create-grace-hint = Without one, a new user needs MFA at once, because the rule was announced before. With one, the days of the rule begin at the first sign-in.

## Refusals

last-factor = MFA is required of you, so the last MFA device stays. Replace it, or assign another one first.
problem-on-trial = This opens a day after your first MFA device
problem-on-trial-text = Your first MFA device was assigned after the deadline, or after a password that was set by mail. For 24 hours it opens the console, but not this, so that its owner can object.
problem-open-from = Open from
problem-mfa-needed = This needs a session with MFA
problem-last-factor = The last MFA device stays
problem-has-device = There is an MFA device already
problem-has-device-text = An enrolment address is for a first MFA device only. If the device was lost, remove it from the user first.
problem-not-for-oneself = Somebody else has to do this
problem-not-for-oneself-text = Nobody makes an enrolment address for themselves. Ask another administrator of the account.
