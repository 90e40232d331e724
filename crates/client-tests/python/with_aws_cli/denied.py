"""Lines that would work for an administrator, at least as far as the policies go.

Whoever types them has `look.json`, a policy, and `trust.json`, a trust policy, at home.
"""

from with_aws_cli.cli import a_document
from world import KEIRI

HANAKO = "--user-name hanako"
PHONE = f"--serial-number arn:aws:iam::{KEIRI.id}:mfa/no-such-phone"
CODES = "--authentication-code1 000000 --authentication-code2 000001"
KEY = f"--access-key-id {KEIRI['hanako'].access_key_id}"
GROUP = "--group-name keiri-bu"
ROLE = "--role-name audit"
NAMED = "--policy-name look"
POLICY = "--policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess"
BOUNDARY = "--permissions-boundary arn:aws:iam::aws:policy/ReadOnlyAccess"
DOCUMENT = "--policy-document file://look.json"
TRUST = "file://trust.json"
SOURCE = f"--policy-source-arn {KEIRI['hanako'].arn}"
INPUT = f"--policy-input-list '{a_document()}'"
TAGS, TAG_KEYS = "--tags Key=team,Value=sales", "--tag-keys team"

USERS = (
    "iam change-password --old-password fake-old-one --new-password fake-new-one",
    f"iam create-access-key {HANAKO}",
    f"iam create-login-profile {HANAKO} --password fake-password-of-taro",
    "iam create-user --user-name jiro",
    f"iam delete-access-key {HANAKO} {KEY}",
    f"iam delete-login-profile {HANAKO}",
    f"iam delete-user {HANAKO}",
    f"iam get-access-key-last-used {KEY}",
    f"iam get-login-profile {HANAKO}",
    f"iam get-user {HANAKO}",
    f"iam list-access-keys {HANAKO}",
    f"iam list-user-tags {HANAKO}",
    "iam list-users",
    f"iam tag-user {HANAKO} --tags Key=team,Value=sales",
    f"iam untag-user {HANAKO} --tag-keys team",
    f"iam update-access-key {HANAKO} {KEY} --status Inactive",
    f"iam update-login-profile {HANAKO} --password fake-password-of-taro",
    f"iam update-user {HANAKO} --new-path /x/",
    f"sts get-access-key-info {KEY}",
)

DEVICES = (
    "iam create-virtual-mfa-device --virtual-mfa-device-name taros --outfile x "
    "--bootstrap-method Base32StringSeed",
    f"iam deactivate-mfa-device {HANAKO} {PHONE}",
    f"iam delete-virtual-mfa-device {PHONE}",
    f"iam enable-mfa-device {HANAKO} {PHONE} {CODES}",
    f"iam get-mfa-device {HANAKO} {PHONE}",
    f"iam list-mfa-device-tags {PHONE}",
    f"iam list-mfa-devices {HANAKO}",
    "iam list-virtual-mfa-devices",
    f"iam resync-mfa-device {HANAKO} {PHONE} {CODES}",
    f"iam tag-mfa-device {PHONE} --tags Key=team,Value=sales",
    f"iam untag-mfa-device {PHONE} --tag-keys team",
)

GROUPS = (
    f"iam add-user-to-group {GROUP} {HANAKO}",
    f"iam attach-group-policy {GROUP} {POLICY}",
    f"iam create-group {GROUP}",
    f"iam delete-group {GROUP}",
    f"iam delete-group-policy {GROUP} {NAMED}",
    f"iam detach-group-policy {GROUP} {POLICY}",
    f"iam get-group {GROUP}",
    f"iam get-group-policy {GROUP} {NAMED}",
    f"iam list-attached-group-policies {GROUP}",
    f"iam list-group-policies {GROUP}",
    "iam list-groups",
    f"iam list-groups-for-user {HANAKO}",
    f"iam put-group-policy {GROUP} {NAMED} {DOCUMENT}",
    f"iam remove-user-from-group {GROUP} {HANAKO}",
    f"iam update-group {GROUP} --new-path /x/",
)

POLICIES = (
    f"iam attach-user-policy {HANAKO} {POLICY}",
    f"iam create-policy {NAMED} {DOCUMENT}",
    f"iam create-policy-version {POLICY} {DOCUMENT}",
    f"iam delete-policy {POLICY}",
    f"iam delete-policy-version {POLICY} --version-id v1",
    f"iam delete-user-permissions-boundary {HANAKO}",
    f"iam delete-user-policy {HANAKO} {NAMED}",
    f"iam detach-user-policy {HANAKO} {POLICY}",
    "iam get-account-authorization-details",
    f"iam get-context-keys-for-custom-policy {INPUT}",
    f"iam get-context-keys-for-principal-policy {SOURCE}",
    f"iam get-policy {POLICY}",
    f"iam get-policy-version {POLICY} --version-id v1",
    f"iam get-user-policy {HANAKO} {NAMED}",
    f"iam list-attached-user-policies {HANAKO}",
    f"iam list-entities-for-policy {POLICY}",
    "iam list-policies",
    f"iam list-policy-tags {POLICY}",
    f"iam list-policy-versions {POLICY}",
    f"iam list-user-policies {HANAKO}",
    f"iam put-user-permissions-boundary {HANAKO} {BOUNDARY}",
    f"iam put-user-policy {HANAKO} {NAMED} {DOCUMENT}",
    f"iam set-default-policy-version {POLICY} --version-id v1",
    f"iam simulate-custom-policy {INPUT} --action-names iam:GetUser",
    f"iam simulate-principal-policy {SOURCE} --action-names iam:GetUser",
    f"iam tag-policy {POLICY} {TAGS}",
    f"iam untag-policy {POLICY} {TAG_KEYS}",
)

ROLES = (
    f"iam attach-role-policy {ROLE} {POLICY}",
    f"iam create-role {ROLE} --assume-role-policy-document {TRUST}",
    f"iam delete-role {ROLE}",
    f"iam delete-role-permissions-boundary {ROLE}",
    f"iam delete-role-policy {ROLE} {NAMED}",
    f"iam detach-role-policy {ROLE} {POLICY}",
    f"iam get-role {ROLE}",
    f"iam get-role-policy {ROLE} {NAMED}",
    f"iam list-attached-role-policies {ROLE}",
    f"iam list-role-policies {ROLE}",
    f"iam list-role-tags {ROLE}",
    "iam list-roles",
    f"iam put-role-permissions-boundary {ROLE} {BOUNDARY}",
    f"iam put-role-policy {ROLE} {NAMED} {DOCUMENT}",
    f"iam tag-role {ROLE} {TAGS}",
    f"iam untag-role {ROLE} {TAG_KEYS}",
    f"iam update-assume-role-policy {ROLE} --policy-document {TRUST}",
    f"iam update-role {ROLE} --max-session-duration 7200",
    f"iam update-role-description {ROLE} --description other",
    f"sts assume-role --role-arn arn:aws:iam::{KEIRI.id}:role/audit --role-session-name work",
)

ACCOUNT = (
    "iam create-account-alias --account-alias keiri-of-taro",
    f"iam delete-account-alias --account-alias {KEIRI.alias}",
    "iam delete-account-password-policy",
    "iam generate-credential-report",
    "iam get-account-password-policy",
    "iam get-account-summary",
    "iam get-credential-report",
    "iam list-account-aliases",
    "iam list-instance-profiles",
    "iam list-open-id-connect-providers",
    "iam list-saml-providers",
    "iam list-server-certificates",
    f"iam list-service-specific-credentials {HANAKO}",
    f"iam list-signing-certificates {HANAKO}",
    f"iam list-ssh-public-keys {HANAKO}",
    "iam update-account-password-policy --minimum-password-length 14",
)

# What Taro, whom no policy allows anything, is refused.
DENIED = USERS + DEVICES + GROUPS + POLICIES + ROLES + ACCOUNT

DENIED_IN_JSON = (
    "account delete-alternate-contact --alternate-contact-type SECURITY",
    "account get-account-information",
    "account get-alternate-contact --alternate-contact-type SECURITY",
    "account get-contact-information",
    "account put-account-name --account-name Taros",
    "account put-alternate-contact --alternate-contact-type SECURITY --name x --title x "
    "--email-address taro@elsewhere.example --phone-number 1",
    "account put-contact-information --contact-information "
    "FullName=x,AddressLine1=x,City=x,PostalCode=x,CountryCode=JP,PhoneNumber=+1",
    f"organizations describe-account --account-id {KEIRI.id}",
    "organizations describe-organization",
    "organizations list-accounts",
    "cloudtrail lookup-events",
)
