### English. Terms: docs/glossary.md.

## The frame

skip-link = Skip to content
nav-label = Console
nav-menu = Menu
nav-iam = Identity and Access Management (IAM)
nav-dashboard = Dashboard
nav-access = Access management
nav-users = Users
nav-account = Account settings
nav-own = Your sign-in
nav-security-credentials = Security credentials
nav-sessions = Sessions
breadcrumb = Where you are
menu-label = Account menu
sign-out = Sign out
lang-label = Language
root-user = Root user
iam-user = IAM user
account-id = Account ID
account-name = Account name
account-alias = Account alias
sign-in-url = Sign-in URL for IAM users in this account

## States and small words

tone-done = Done
tone-note = Note
tone-warning = Attention
tone-refused = Error
copy = Copy
copied = Copied
cancel = Cancel
next = Next
save = Save
delete = Delete
edit = Edit
never = Never
not-set = Not set
optional = optional
lacks-show = Not shown: your policies do not allow { $action }.
lacks-do = Not offered: your policies do not allow { $action }.
sentence-gap = { " " }
errors-title = Please correct this and send the form again

## Fields that several pages have

user-name = User name
password = Password
password-current = Current password
password-new = New password
password-new-again = New password, once more
password-hint = 8 to 128 characters. A few words in a row are strong and easy to remember; special characters are not required.
device = Device

## What is wrong with a field

error-account-id-or-alias = Type the 12 digits of the account ID, or the account alias.
error-account-name = Type a name of 1 to 50 characters, without < and >.
error-alias = Type 3 to 63 lowercase letters, digits and single hyphens inside. 12 digits alone are an account ID, not an alias.
error-alias-taken = Another account has this alias. Choose another one.
error-email = Type an address like name@example.com.
error-user-name = Type 1 to 64 letters, digits and + = , . @ _ - without spaces.
error-user-exists = A user of this name exists. Choose another name.
error-users-max = This account has 5,000 users, the most that an account can have. Delete one first.
error-name-differs = This is not the user’s name. Type it exactly as it stands above.
error-device-name = Type 1 to 128 letters, digits and + = , . @ _ - without spaces. Any other characters can go into the label.
error-device-label = Type at most 60 characters on one line.
error-device-exists = This account has a device of this name. Choose another name.
error-devices-max = 8 devices are assigned, the most that one person can have. Remove or replace one.
error-code = Type the 6 digits that the app shows.
error-password-missing = Type the password.
error-password-short = Use at least 8 characters.
error-password-long = Use at most 128 characters.
error-password-common = This password is on the list that attackers try first. Choose another one.
error-password-own-name = Do not use your name or address as the password.
error-password-same = This is the current password. Choose another one.
error-password-shorter-than = The account's password policy asks for at least { $least } characters.
error-password-no-symbol = The account's password policy asks for a symbol such as ! @ # $ % & * _ + - =
error-password-no-number = The account's password policy asks for a digit.
error-password-no-uppercase = The account's password policy asks for an upper-case letter, A to Z.
error-password-no-lowercase = The account's password policy asks for a lower-case letter, a to z.
error-password-reused = The account's password policy does not allow a password that was among the last { $remembered }.
error-password-current = This is not the current password.
error-passwords-differ = The two passwords are not the same.
