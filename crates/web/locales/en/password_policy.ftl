### English. Terms: docs/glossary.md.

## What a policy asks for

policy-title = Password policy
policy-none = No policy is set: passwords have 8 to 128 characters, and common ones are refused.
policy-always = Common passwords are refused as well.
policy-length = At least { $n } characters
policy-uppercase = At least one uppercase letter (A to Z)
policy-lowercase = At least one lowercase letter (a to z)
policy-numbers = At least one number
policy-symbols = At least one symbol (! @ # $ % ^ & * ( ) _ + - = [ ] {"{"} {"}"} | ')
policy-not-again = { $n ->
     [one] The last password cannot be used again
    *[other] The last { $n } passwords cannot be used again
}
policy-expires = { $n ->
     [one] Passwords expire after one day
    *[other] Passwords expire after { $n } days
}
policy-hard-expiry = Only an administrator can replace an expired password
policy-users-may-change = Users may change their own password
policy-hint = The account’s password policy: { $demands }.
policy-gap = { "; " }

## The form

policy-edit = Change password policy
policy-set = Set a password policy
policy-scope = It holds for the passwords of IAM users, not for the root user’s. Length and strength concern passwords that are set from now on, expiry the present ones as well.
policy-length-min = Minimum length
policy-length-hint = 6 to 128. Whatever stands here, a password has at least 8 characters.
policy-strength = Password strength
policy-remembered = Earlier passwords that cannot be used again
policy-remembered-hint = 1 to 24. Empty: any may be used again but the present one.
policy-age-days = Days after which a password expires
policy-age-hint = 1 to 1095, counted from when it was set. Empty: passwords do not expire.
policy-changes = Changing passwords
policy-save = Save password policy
policy-delete = Delete password policy
policy-delete-text = Without a policy, passwords have 8 to 128 characters, and common ones are refused. They do not expire.
policy-saved = The password policy was saved.
policy-deleted = The password policy was deleted.
error-policy-length = Type a number from { $least } to { $most }.
error-policy-optional = Type a number from { $least } to { $most }, or leave the field empty.
