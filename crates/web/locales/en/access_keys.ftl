### English. Terms: docs/glossary.md.

## The list

keys-title = Access keys
keys-lead = Programs sign what they ask of this account with an access key. There can be up to { $max }.
keys-create = Create access key
keys-full = There are 2 access keys, the most that one person can have. Delete one first.
keys-empty = There is no access key
keys-empty-text = Create one only when a program needs it.
keys-empty-root = Keep it so: programs should use the access key of an IAM user with few permissions.
keys-id = Access key ID
keys-status = Status
keys-active = Active
keys-inactive = Inactive
keys-created = Created
keys-last-used = Last used
keys-deactivate = Deactivate
keys-activate = Activate

## Making one

keys-create-text = The secret access key is shown once, right after. Have a safe place for it ready.
keys-root-advice = With an access key of the root user, a program may do everything in the account, and nothing can limit it. Create one for an IAM user with few permissions instead.
keys-root-understood = I know the risk and create an access key of the root user
keys-made-title = The access key was created
keys-made-panel = Access key
keys-made-back = Back to the access keys
keys-once = This is the only time that the secret access key is shown. Copy it, or download the file. If it is lost, create another access key.
keys-secret = Secret access key
keys-not-created = No access key was created, because the list has changed in the meantime. Look at it and try again if you still need one.
error-keys-understood = Tick this box if you want it all the same.

## Switching one off and on, deleting it

keys-deactivate-title = Deactivate access key
keys-deactivate-text = Programs that use it are refused until it is activated again.
keys-activate-title = Activate access key
keys-activate-text = Programs that have it can use it again.
keys-delete-title = Delete access key
keys-delete-text = No program can use it again. This cannot be undone.
keys-delete-first = This access key is active. Deactivate it first; once no program misses it, delete it.
key-deactivated = Access key { $id } was deactivated.
key-activated = Access key { $id } was activated.
key-deleted = Access key { $id } was deleted.
