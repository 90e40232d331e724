### English. Terms: docs/glossary.md.

## User groups

groups-title = User groups
groups-lead = A user group gives its policies to everybody who belongs to it.
groups-create = Create user group
groups-empty = There are no user groups yet.
groups-none-found = No group has a name that begins with “{ $search }”.
groups-search-clear = Show all groups
group-name = Group name
group-name-hint = Letters, digits and + = , . @ _ - without spaces, at most 128.
group-members = Users in the group
group-tabs = Parts of the group
group-empty = Nobody belongs to this group.
group-remove = Remove
group-remove-named = Remove { $user } from the group
group-add-title = Add a user
group-add = Add to the group
create-group-button = Create group
group-created = The group { $name } was created.
group-deleted = The group { $name } was deleted.
member-added = { $user } belongs to the group { $group } now.
member-removed = { $user } does not belong to the group { $group } any more.
error-group-name = Type 1 to 128 letters, digits and + = , . @ _ - without spaces.
error-role-name = Type 1 to 64 letters, digits and + = , . @ _ - without spaces.
error-description = Type at most 1,000 characters.
error-group-exists = A group of this name exists. Choose another name.
error-groups-max = This account has as many groups as it can have. Delete one first.
error-no-such-user = There is no user of this name in this account.
error-groups-of-user-max = A user can belong to 10 groups at most. Remove the user from one first.

group-delete-title = Delete the group { $name }?
group-delete-text = Nobody belongs to it and it has no policies. It cannot be brought back.
group-delete-button = Delete group
group-delete-first = A group can be deleted when it is empty. Before that, there is something to do:
group-delete-members = { $n ->
     [one] Remove { $n } user from the group
    *[other] Remove { $n } users from the group
}
group-delete-policies = { $n ->
     [one] Detach or delete { $n } policy
    *[other] Detach or delete { $n } policies
}

## The groups of a user

user-no-groups = The user belongs to no group.
user-join-label = Another group
user-join = Add to this group
user-leave = Remove the user from { $group }

## Require MFA

group-mfa-title = Require MFA
group-mfa-lead = Everybody in the group can do nothing but set up MFA until they have signed in with it.
group-mfa-open = Require MFA of this group
group-mfa-text = This attaches a policy to the group { $group }. Its members may manage their own password, MFA devices and access keys. In a session without MFA, everything is denied to them but changing the password and setting up a device, whatever other policies allow.
group-mfa-affected = Who is affected
group-mfa-count = { $n ->
     [one] { $n } user belongs to the group.
    *[other] { $n } users belong to the group.
}
group-mfa-stopped = { $n ->
     [0] All of them have an MFA device.
     [one] { $n } of them has no MFA device and is stopped now, until one is set up.
    *[other] { $n } of them have no MFA device and are stopped now, until they set one up.
}
group-mfa-now = In the console
group-mfa-keys = With access keys
group-mfa-is-stopped = Stopped until a device is set up
group-mfa-goes-on = Goes on, with MFA
group-mfa-keys-stopped = { $n ->
     [one] { $n } active key is stopped
    *[other] { $n } active keys are stopped
}
group-mfa-no-keys = No active keys
group-mfa-keys-text = Requests that are signed with an access key alone have no MFA. Programs need a session from GetSessionToken with an MFA code. Programs that run without a person should not be in this group.
group-mfa-attached = This policy is attached to the group already.
group-mfa-back = Back to the group
group-mfa-button = Require MFA
group-mfa-done = MFA is required of the group { $name } now.

## The policies that somebody has

held-no-attached = No managed policy is attached.
held-attach = Attach policy
held-attach-lead = { $name } gets what the policy allows, and what it denies is denied.
held-attach-none = There is no other policy to attach.
held-attached = The policy { $name } was attached.
held-detach = Detach
held-detach-named = Detach { $policy }
held-detached = The policy { $name } was detached.
held-inline = Inline policies
held-inline-create = Create inline policy
held-inline-delete = Delete the inline policy { $name }
held-no-inline = There are no inline policies.
held-inherited = Policies from groups
held-no-inherited = No group gives policies to the user.
held-boundary = Permissions boundary
held-boundary-lead = A permissions boundary allows nothing by itself. What it does not allow cannot be allowed by other policies.
held-no-boundary = There is no permissions boundary.
held-bound = Set permissions boundary
held-unbound = Remove permissions boundary
held-boundary-set = The permissions boundary is { $name } now.
held-boundary-deleted = The permissions boundary was removed.
policies-by-aws = AWS managed
policies-by-account = Customer managed
error-policy-missing = Choose a policy.
error-attached-max = As many policies are attached as there can be. Detach one first.

group-rename = Rename
group-rename-title = Rename the group { $name }
group-rename-text = Users and policies stay. Policies that name the group by its ARN have to be changed by hand.
group-rename-new = New name
group-renamed = The group is called { $name } now.
