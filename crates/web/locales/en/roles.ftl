### English. Terms: docs/glossary.md.

roles-title = Roles
roles-lead = A role is taken on for a while by those whom its trust policy names. It has policies of its own.
roles-create = Create role
roles-empty = There are no roles yet.
role-name = Role name
role-session-max = Maximum session duration
role-minutes = { $n ->
     [one] { $n } minute
    *[other] { $n } minutes
}
role-trust = Trust policy
role-trust-edit = Edit trust policy
role-delete = Delete role
role-delete-text = The role has no policies any more. It cannot be brought back, and its sessions end.
role-delete-first = Before the role can be deleted, detach and delete its policies.
role-deleted = The role { $name } was deleted.
editor-trust = Edit the trust policy of { $name }
error-role-exists = A role of this name exists. Choose another name.
error-roles-max = This account has as many roles as it can have. Delete one first.
role-hours = { $n ->
     [one] { $n } hour
    *[other] { $n } hours
}
role-session-hint = A session that somebody opens with the role lives no longer than this.
role-save = Save role
role-saved = The role { $name } was saved.
role-no-tags = The role has no tags.
tag-set = Set tag
tag-was-set = The tag { $key } was set.
tag-removed = The tag { $key } was removed.
tag-remove-named = Remove the tag { $key }
error-tag = A tag has a key of 1 to 128 characters and a value of at most 256: letters, digits, spaces and _ . : / = + - @. Keys that begin with aws: are reserved, and there are at most 50 tags.
