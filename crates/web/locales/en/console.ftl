### English. Terms: docs/glossary.md.

## Dashboard

dashboard-title = IAM dashboard
recommend-title = Security recommendations
recommend-open = To do
recommend-advised = Advised
recommend-closed = In order
recommend-root-mfa = Add MFA for root user
recommend-root-mfa-text = With multi-factor authentication (MFA), a stolen password alone does not open the account.
recommend-root-mfa-by-root = Only the root user can add it: sign in as root user and open this page.
recommend-root-mfa-done = Root user has MFA
recommend-root-mfa-done-text = Signing in as root user takes a second factor.
recommend-root-keys = Deactivate or delete access keys for root user
recommend-root-keys-text = The root user has active access keys. Programs should use those of an IAM user with few permissions.
recommend-root-keys-by-root = The root user has active access keys. Only the root user can deactivate them: sign in as root user and open this page.
recommend-root-keys-button = Open access keys
recommend-root-keys-done = Root user has no active access keys
recommend-root-keys-done-text = Access keys of an IAM user are safer than those of the root user.
recommend-own-mfa = Add MFA for yourself
recommend-own-mfa-text = With multi-factor authentication (MFA), a stolen password alone does not open your access.
recommend-own-mfa-done = You have MFA
recommend-own-mfa-done-text = Signing in takes a second factor.
recommend-second-device = You have only one device
recommend-second-device-text = If it is lost, you are locked out. Add a second one and keep it somewhere else.
recommend-second-device-button = Add a second device
add-mfa = Add MFA
password-is-known = Several wrong codes were typed behind your right password: somebody knows it. Change your password now.
numbers-title = IAM resources
numbers-users = Users
numbers-devices = MFA devices
numbers-without-mfa = Users without MFA
dashboard-account = Account
alias-create = Create

## Users

users-title = Users
users-lead = An IAM user is somebody who signs in to this account, or a program that works in it.
users-create = Create user
users-search = Name begins with
users-search-button = Search
users-search-clear = Show all users
users-csv = Download as CSV
users-column-mfa = MFA
users-column-console = Console access
users-column-last-sign-in = Last sign-in
users-column-created = Created
users-devices = { $n ->
     [one] { $n } device
    *[other] { $n } devices
}
users-without-mfa = None
users-mfa-not-needed = No password
users-console-enabled = Enabled
users-console-disabled = Disabled
users-shown = { $n ->
     [one] { $n } user on this page
    *[other] { $n } users on this page
}
users-empty = No users yet
users-empty-text = Create a user for each person, yourself included, and keep the root user for the few tasks that need it.
users-none-found = No user’s name begins with “{ $search }”.
users-first = First page
users-next = Next page
user-deleted = User { $name } was deleted.

## Create user

create-title = Create user
create-name-hint = Up to 64 letters, digits and + = , . @ _ -
contact-email = Contact email address
contact-email-hint = Where this person is told about changes to the sign-in.
create-console = Console password
create-console-generated = Generate a password
create-console-generated-hint = It is shown once, after the user was created.
create-console-typed = Type a password
create-console-none = No console access
create-console-none-hint = For programs.
create-password = Password, if you type one
create-must-change = Either password is temporary: it must be changed at the first sign-in, within 72 hours.
create-policy = Permissions
create-policy-own = Manages own credentials
create-policy-own-hint = Changes the own password and own MFA devices. Everything else takes MFA, and further permissions.
create-policy-administrator = Administrator
create-policy-administrator-hint = May do everything in the account but what only the root user can do.
create-button = Create user
created-title = User { $name } was created
created-once = This is the only time that the password is shown. Hand it over in a safe way, or download the file.
created-typed = The password is the one that you typed. It is not shown again.
created-no-console = This user has no console password and cannot sign in.
created-temporary = It must be changed at the first sign-in, within 72 hours.
created-csv = Download .csv file
created-open = Open the user’s page
created-back = Back to the list of users

## A user's page

user-summary = Summary
user-arn = ARN
user-created = Created
user-last-sign-in = Last sign-in
user-tabs = Parts of this page
user-tab-permissions = Permissions
user-tab-security = Security credentials
user-policies = Permissions policies
user-policy-name = Policy name
user-tab-tags = Tags
user-tag-key = Key
user-tag-value = Value
user-path = Path
user-contact = Contact
user-contact-saved = The contact email address was saved.
console-signin = Console sign-in
console-password = Console password
console-enabled = Enabled, set on
console-temporary = Temporary, valid until
console-disabled = Disabled
handover-open = Set a password
handover-title = Set a password for { $name }
handover-lead = All sessions of this user end. MFA devices stay as they are.
handover-button = Set password
handover-done = The password of { $name } was set
console-disable = Disable console access
console-disable-title = Disable console access of { $name }
console-disable-text = The password is deleted and all sessions of this user end. MFA devices and access keys stay as they are.
console-disable-own = This is you: you are signed out, and cannot sign in again until somebody sets a password for you.
console-was-disabled = Console access of { $name } was disabled.
delete-title = Delete user { $name }
delete-text = The user, the password, the MFA devices and the access keys are deleted. This cannot be undone.
delete-devices = { $n ->
     [0] No MFA device goes with the user.
     [one] One MFA device goes with the user.
    *[other] { $n } MFA devices go with the user.
}
delete-keys = { $n ->
     [one] One access key goes with the user; programs that use it are refused.
    *[other] { $n } access keys go with the user; programs that use them are refused.
}
delete-type = To confirm, type the user name
delete-button = Delete user

## MFA devices

devices-title = Multi-factor authentication (MFA)
devices-lead = Up to { $max } devices; any one of them opens the console after the password.
devices-assign = Assign MFA device
devices-empty = No MFA device is assigned
devices-empty-text = With an app on the phone, a stolen password alone opens nothing. It takes two minutes.
devices-kind = Type
devices-kind-app = Authenticator app
devices-name = Device name
devices-serial = Serial number (ARN)
devices-added = Assigned
devices-last-used = Last used
devices-remove = Remove
devices-resync = Resync
devices-replace = Replace
devices-actions = Actions
mfa-added = MFA device { $name } was assigned. From now on, sign-in asks for MFA.
mfa-replaced = MFA device { $name } was assigned in the place of the old one, which was removed. All other sessions have ended.
mfa-removed = MFA device { $name } was removed.
mfa-resynced = MFA device { $name } was resynchronized.

## Devices that nobody has

unassigned-title = Unassigned virtual MFA devices
unassigned-lead = Programs created these devices and assigned them to nobody, or took them away again. They open nothing, but their names are taken until they are deleted.
unassigned-open = Show unassigned virtual MFA devices
unassigned-empty = There are none
unassigned-empty-text = A name that is taken belongs to a device that somebody has.
unassigned-delete = Delete { $name }
unassigned-next = Next page
unassigned-gone = MFA device { $name } was deleted. Its name is free.
unassigned-taken = This device was assigned to somebody in the meantime. It was not deleted.

## The wizard

wizard-step = Step { $step } of { $steps }
wizard-replaces = It replaces { $name }, which is removed once the new device is confirmed. Until then { $name } goes on working. All other sessions end with it.
wizard-for = For user { $name }
wizard-name-title = Name the device
wizard-device-name = Device name
wizard-device-name-hint = It becomes part of the serial number. Up to 128 letters, digits and + = , . @ _ -
wizard-label = Label
wizard-label-hint = Any words by which you will know the device again, in any script.
wizard-kind = MFA device
wizard-kind-app = Authenticator app
wizard-kind-app-hint = An app on a phone or computer that shows a new code every 30 seconds.
wizard-app-title = Set up the authenticator app
wizard-install = Install an authenticator app
wizard-install-text = Any app that reads such QR codes will do. These are known:
wizard-app-works = Works
wizard-app-does-not = Does not work here
mfa-app-google = for Android and iPhone
mfa-app-microsoft = for Android and iPhone; add the account as “Other”
mfa-app-duo = for Android and iPhone
mfa-app-authy = for Android and iPhone; the desktop app has ended
mfa-app-symantec = cannot scan this QR code: it takes only credentials of its own service
wizard-scan = Scan the QR code
wizard-scan-text = Open the app, choose to add an account, and hold the camera to the code.
wizard-qr-alt = QR code that adds this sign-in to the authenticator app
wizard-open-app = Open in the app on this phone
wizard-entry = The entry in the app is called
wizard-show-secret = Show secret key
wizard-secret-text = Type this key into the app if it cannot scan. Spaces do not matter. Keep it to yourself: whoever has it can make your codes.
wizard-codes = Type two codes in a row
wizard-codes-text = Type the code that the app shows. Wait up to 30 seconds until it changes, and type the next one.
wizard-code1 = MFA code 1
wizard-code2 = MFA code 2
mfa-codes-wrong = These codes do not fit. Check that you read them from the entry made just now and that the phone’s clock is set automatically; then type two new codes in a row.
mfa-codes-swapped = The codes are the wrong way round. Type two new ones: first the older, then the one that follows it.
mfa-codes-same = You typed the same code twice. Wait until the app shows the next one, and type that as the second.
mfa-codes-gap = Between these codes at least one was skipped. Type two codes that follow each other directly.
mfa-codes-used = These codes have been used. Wait for two new ones.
mfa-wizard-expired = The set-up was left for more than 15 minutes and has been forgotten. Begin again; delete the entry in the app first.
remove-title = Remove MFA device
remove-text = This device will not open the console any more. All other sessions end.
remove-last = This is the last device. Without it, the password alone opens the console.
remove-last-advice = If a new device takes its place, replace it instead.
remove-remaining = { $n ->
     [one] One other device remains.
    *[other] { $n } other devices remain.
}
remove-entry = Afterwards, also delete the entry in the app.
remove-button = Remove device
resync-title = Resync MFA device
resync-text = If the clock of a device has drifted, its codes are refused. Two codes in a row tell how far it is off.
resync-button = Resync

## Security credentials, password

credentials-title = My security credentials
credentials-details = Sign-in details
credentials-email = Email address
credentials-banner = You have no MFA assigned. Assign a device before you go on.
credentials-password-set = Last changed
credentials-change-password = Change password
change-title = Change password
change-lead = All your other sessions end.
change-button = Change password
password-changed = Your password was changed. Your other sessions have ended.

## Sessions

sessions-title = Sessions
sessions-lead = Where you are signed in. A session ends after 12 hours, or after an hour without use.
sessions-browser = Browser
sessions-address = Network address
sessions-started = Signed in
sessions-last-used = Last used
sessions-factor = Signed in with
sessions-factor-mfa = Password and MFA
sessions-factor-password = Password only
sessions-here = This session
sessions-end = End
sessions-end-of = End session { $browser }
sessions-end-others = End all other sessions
sessions-only-this = You are signed in nowhere else.
session-ended = The session was ended.
sessions-ended = { $n ->
     [one] One session was ended.
    *[other] { $n } sessions were ended.
}

## Account settings

account-title = Account settings
account-details = Account
account-alias-hint = Stands for the account ID in the sign-in address. 3 to 63 lowercase letters, digits and hyphens.
account-alias-save = Save alias
account-alias-delete = Delete alias
account-name-save = Save name
account-root-email = Root user email address
account-saved = The account’s settings were saved.
account-alias-deleted = The alias was deleted. Users sign in with the account ID.

## Confirm

confirm-title = Confirm that it is you
confirm-text = The next step changes how somebody signs in, so it asks for proof once more. What you typed is kept.
confirm-password = Your password
confirm-button = Confirm
