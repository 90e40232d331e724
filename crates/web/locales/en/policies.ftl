### English. Terms: docs/glossary.md.

## Policies

policies-title = Policies
policies-lead = A policy says what is allowed and denied to the users, groups and roles to which it is attached.
policies-create = Create policy
policies-scope = Managed by
policies-all = All policies
policies-attached-only = Only those that somebody has
policies-show = Show
policies-none = There are no such policies.
policies-description = Description
policies-used = Used by
policy-document = Policy document
policy-document-of = Policy document, version { $version }
policy-versions = Versions
policy-version = Version
policy-default = Default
policy-set-default = Set as default
policy-set-default-named = Set { $version } as default
policy-delete-version-named = Delete version { $version }
policy-entities = Who has this policy
policy-no-entities = Nobody has this policy.
document-delete-title = Delete policy
document-delete-text = Nobody has this policy. It cannot be brought back.
document-delete-first = Before the policy can be deleted, detach it from everybody and delete the other versions.
owner-group = User group
owner-role = Role
document-saved = The policy { $name } was saved.
document-deleted = The policy { $name } was deleted.
version-was-set = The default version is { $version } now.
version-deleted = The version { $version } was deleted.

## The editor

editor-edit = Edit { $name }
editor-inline = Create inline policy for { $name }
editor-form = Policy
editor-document-hint = A policy in JSON. It is checked, and you see what it means, before anything is saved.
editor-check = Check and preview
editor-save = Save policy
editor-prove = The policy is not saved yet: your last proof is older than ten minutes. Prove yourself in another tab, then save.
editor-prove-link = Prove yourself in a new tab
error-document = { $aws } — { $detail }; { $hint }.
error-policy-exists = A policy of this name exists. Choose another name.
error-policies-max = This account has as many policies as it can have. Delete one first.
error-versions-max = The policy has 5 versions, the most that there can be. Delete one first.
error-policy-too-large = The document is larger than a policy can be. Split it into several policies.

## What a policy says

reads-title = What this policy says
reads-every-action = every action
reads-every-resource = every resource
reads-everybody = everybody
reads-except = { $everything } except { $listed }
reads-comma = { ", " }
reads-or = { " or " }
reads-and = { " and " }
reads-on = { $actions } on { $resources }
reads-by = { $what }, to { $who }
reads-allows = Allows { $what }
reads-denies = Denies { $what }
reads-always = { $sentence }.
reads-if = { $sentence }, if { $conditions }.
reads-unless = { $sentence }, unless { $key } is true.
reads-each-value = each value of { $key }
reads-some-value = a value of { $key }
reads-absent = { $key } is not there
reads-present = { $key } is there
reads-is = { $key } is { $values }
reads-is-whatever-case = { $key } is { $values }, in upper or lower case
reads-is-not = { $key } is not { $values }
reads-is-not-whatever-case = { $key } is not { $values }, in upper or lower case
reads-matches = { $key } matches { $values }
reads-matches-not = { $key } does not match { $values }
reads-in = { $key } lies in { $values }
reads-not-in = { $key } does not lie in { $values }
reads-below = { $key } is less than { $values }
reads-at-most = { $key } is at most { $values }
reads-above = { $key } is greater than { $values }
reads-at-least = { $key } is at least { $values }
reads-operator = { $key } { $operator } { $values }
reads-or-absent = ({ $words }, or is not there)

## What can this user do

can-open = What can this user do, and why?
can-title = What can { $name } do, and why?
can-lead = This asks all policies of the user and does nothing else.
can-action = Action
can-action-hint = For example iam:ListUsers
can-resource = Resource
can-resource-hint = An ARN. Without one, all resources are meant.
can-with = How the request is made
can-with-mfa = In a session with MFA
can-without-mfa = In a session without MFA
can-with-key = With an access key alone
can-ask = Ask the policies
can-back = Back to the user
can-answer = Answer
can-allowed = Allowed
can-denied = Denied
can-by = By a statement of { $policy } ({ $origin })
can-by-line = By the statement in line { $line } of { $policy } ({ $origin })
can-by-user = the user’s inline policy
can-by-group = inline policy of the group { $group }
can-by-role = inline policy of the role { $role }
can-by-aws = AWS managed
can-by-account = customer managed
can-nothing-allows = No policy of the user or of the user’s groups allows it.
can-missing-keys = The policies also ask for these condition keys, which the question does not have: { $keys }
error-action = Type an action as policies write it, for example iam:ListUsers.

## What a new policy starts from

start-title = Start from an example
start-own-with-mfa = Users manage their own credentials; without MFA they can only assign a device
start-own-devices = Users manage their own MFA devices; without MFA they can only assign one
start-own-keys = Users manage their own security keys and hardware tokens; without MFA they can only assign one
start-own-without-mfa = Users manage their own password and access keys, with or without MFA
start-own-password = Users change their own password
start-deny-without-mfa = Without MFA, deny everything but assigning a device
start-administrator = Everything is allowed
start-read-only = Everything may be read
start-account-mfa = This account, with MFA
start-account = This account
start-other-account = Another account, with MFA
start-external-id = Another account, with an external ID
