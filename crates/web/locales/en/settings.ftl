### English. Terms: docs/glossary.md.

## Notices and time zone

settings-title = Notices and time zone
settings-language = Language of mails
settings-language-both = Both languages
settings-zone = Time zone
settings-zone-hint = A name like Asia/Tokyo. A date of the MFA requirement begins at midnight there. Left empty, the zone of this Sekisho counts.
settings-zone-usual = That of this Sekisho
settings-late = A user’s first MFA device after the deadline
settings-late-hint = What it needs beside the password. The root user always needs a code by mail or an enrolment address.
settings-late-password = The password is enough
settings-late-code = A code to the user’s contact email address
settings-late-address = An enrolment address from an administrator
error-time-zone = There is no such time zone. Type a name like Asia/Tokyo.
zone-tokyo = Japan
zone-utc = Coordinated Universal Time
zone-seoul = Korea
zone-shanghai = China
zone-singapore = Singapore
zone-london = United Kingdom
zone-berlin = Central Europe
zone-new-york = US Eastern
zone-los-angeles = US Pacific

## A forgotten root password

forgot-link = Forgot the password?
forgot-title = Forgotten root password
forgot-lead = Type the email address of the root user. If there is such a root user, a mail with an address for setting a new password is sent there.
forgot-button = Send the mail
forgot-mfa = MFA devices stay as they are, and MFA is asked for afterwards.
forgot-sent = If there is a root user with this email address, a mail is on its way. The address in it works once and for 30 minutes.
forgot-sent-last = If you ask several times, only the address in the last mail works. At most 3 mails a day are sent.
forgot-sent-none = No mail? Check the address and the spam folder, or ask the operator of this Sekisho.
forgot-no-mail = This installation sends no mails, so a forgotten root password cannot be set anew from here.
forgot-no-mail-ask = Ask the operator of this Sekisho.
reset-title = Set a new root password
reset-lead = All sessions of the root user end. MFA devices stay, and MFA is asked for at the next sign-in.
reset-button = Set the password
reset-over = This address no longer works. It was used already, a later one replaced it, or its 30 minutes are over.
reset-again = Ask for a new one
reset-done = The root password was set. Sign in with it; if there is an MFA device, MFA is still asked for.
