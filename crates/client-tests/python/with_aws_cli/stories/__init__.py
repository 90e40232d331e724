"""Every command the good way, by subject."""

from with_aws_cli.stories import (
    account,
    devices,
    groups,
    management,
    policies,
    profiles,
    roles,
    sessions,
    users,
)

SUBJECTS = (users, devices, groups, policies, roles, sessions, profiles, account, management)
