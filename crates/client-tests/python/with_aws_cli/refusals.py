"""Every command once more by somebody who may not: lines that would work for an administrator."""

import dataclasses

from with_aws_cli.cli import Story, command
from world import EIGYO, KEIRI

HANAKO = "--user-name hanako"
PHONE = f"--serial-number arn:aws:iam::{KEIRI.id}:mfa/no-such-phone"
CODES = "--authentication-code1 000000 --authentication-code2 000001"
KEY = f"--access-key-id {KEIRI['hanako'].access_key_id}"

# What Taro, whom no policy allows anything, is refused.
DENIED = (
    "iam change-password --old-password fake-old-one --new-password fake-new-one",
    f"iam create-access-key {HANAKO}",
    "iam create-account-alias --account-alias keiri-of-taro",
    f"iam create-login-profile {HANAKO} --password fake-password-of-taro",
    "iam create-user --user-name jiro",
    "iam create-virtual-mfa-device --virtual-mfa-device-name taros --outfile x "
    "--bootstrap-method Base32StringSeed",
    f"iam deactivate-mfa-device {HANAKO} {PHONE}",
    f"iam delete-access-key {HANAKO} {KEY}",
    f"iam delete-account-alias --account-alias {KEIRI.alias}",
    "iam delete-account-password-policy",
    f"iam delete-login-profile {HANAKO}",
    f"iam delete-user {HANAKO}",
    f"iam delete-virtual-mfa-device {PHONE}",
    f"iam enable-mfa-device {HANAKO} {PHONE} {CODES}",
    "iam generate-credential-report",
    f"iam get-access-key-last-used {KEY}",
    "iam get-account-password-policy",
    "iam get-account-summary",
    "iam get-credential-report",
    f"iam get-login-profile {HANAKO}",
    f"iam get-mfa-device {HANAKO} {PHONE}",
    f"iam get-user {HANAKO}",
    f"iam list-access-keys {HANAKO}",
    "iam list-account-aliases",
    "iam list-instance-profiles",
    f"iam list-mfa-device-tags {PHONE}",
    f"iam list-mfa-devices {HANAKO}",
    "iam list-open-id-connect-providers",
    "iam list-saml-providers",
    "iam list-server-certificates",
    f"iam list-service-specific-credentials {HANAKO}",
    f"iam list-signing-certificates {HANAKO}",
    f"iam list-ssh-public-keys {HANAKO}",
    f"iam list-user-tags {HANAKO}",
    "iam list-users",
    "iam list-virtual-mfa-devices",
    f"iam resync-mfa-device {HANAKO} {PHONE} {CODES}",
    f"iam tag-mfa-device {PHONE} --tags Key=team,Value=sales",
    f"iam tag-user {HANAKO} --tags Key=team,Value=sales",
    f"iam untag-mfa-device {PHONE} --tag-keys team",
    f"iam untag-user {HANAKO} --tag-keys team",
    f"iam update-access-key {HANAKO} {KEY} --status Inactive",
    "iam update-account-password-policy --minimum-password-length 14",
    f"iam update-login-profile {HANAKO} --password fake-password-of-taro",
    f"iam update-user {HANAKO} --new-path /x/",
    f"sts get-access-key-info {KEY}",
)


def denied(unknown):
    """The lines that a CLI without the commands of `unknown` can run."""
    return [line for line in DENIED if command(line) not in unknown]


class Refusals(Story):
    # Set by the table, which knows the CLI.
    unknown = frozenset()

    def test_who_was_allowed_nothing_may_do_nothing(self):
        for line in denied(self.unknown):
            with self.subTest(line):
                said = self.is_refused("AccessDenied", self.taro, line)
                self.assertIn(KEIRI["taro"].arn, said)

    def test_a_wrong_secret_does_not_sign(self):
        guess = "fake-and-wrong-secret-of-hanako-00000000"
        stranger = dataclasses.replace(KEIRI["hanako"], secret_access_key=guess)
        terminal = self.sits_down(stranger)
        for line in ("sts get-caller-identity", "iam get-user"):
            self.is_refused("SignatureDoesNotMatch", terminal, line)

    def test_a_device_of_another_account_opens_no_session(self):
        theirs = f"arn:aws:iam::{EIGYO.id}:mfa/no-such-phone"
        self.is_refused(
            "AccessDenied",
            self.taro,
            f"sts get-session-token --serial-number {theirs} --token-code 000000",
        )

    def test_what_is_not_served_is_named(self):
        said = self.is_refused("NotImplemented", self.hanako, "iam list-groups")
        self.assertIn("ListGroups", said)

    def test_a_virtual_device_has_no_more_to_tell(self):
        if "iam get-mfa-device" in self.unknown:
            said = self.hanako.runs("iam get-mfa-device").stderr
            self.assertIn("Invalid choice", said)
            return
        user = self.somebody("asks")
        phone = self.gives_a_phone(user)
        said = self.is_refused(
            "ValidationError",
            self.hanako,
            f"iam get-mfa-device --serial-number {phone.serial_number} "
            f"--user-name {user.person.name}",
        )
        self.assertIn("Currently, only hardware FIDO security keys are supported.", said)
