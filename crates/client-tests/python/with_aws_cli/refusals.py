"""Every command once more by somebody who may not."""

import dataclasses

from with_aws_cli.cli import Story, a_document, a_trust, command
from with_aws_cli.denied import DENIED, DENIED_IN_JSON
from world import EIGYO, KEIRI


def denied(unknown, lines=DENIED):
    """The lines that a CLI without the commands of `unknown` can run."""
    return [line for line in lines if command(line) not in unknown]


class Refusals(Story):
    # Set by the table, which knows the CLI.
    unknown = frozenset()

    def test_who_was_allowed_nothing_may_do_nothing(self):
        self.taro.writes("look.json", a_document())
        self.taro.writes("trust.json", a_trust())
        for line in denied(self.unknown):
            with self.subTest(line):
                said = self.is_refused("AccessDenied", self.taro, line)
                self.assertIn(KEIRI["taro"].arn, said)
        # JSON services have another word for it.
        for line in denied(self.unknown, DENIED_IN_JSON):
            with self.subTest(line):
                said = self.is_refused("AccessDeniedException", self.taro, line)
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
        said = self.is_refused(
            "NotImplemented",
            self.hanako,
            "iam set-security-token-service-preferences --global-endpoint-token-version v2Token",
        )
        self.assertIn("SetSecurityTokenServicePreferences", said)

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
