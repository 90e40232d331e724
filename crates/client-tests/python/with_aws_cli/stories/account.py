"""The account, and what none has."""

import base64
import csv
import io

from with_aws_cli.cli import Story
from world import EIGYO


class TheAccount(Story):
    def setUp(self):
        super().setUp()
        self.yoko = self.sits_down(EIGYO["yoko"])

    def test_an_alias_is_made_listed_and_deleted(self):
        self.types(self.yoko, "iam create-account-alias --account-alias eigyo-new")
        listed = self.types(self.yoko, "iam list-account-aliases")["AccountAliases"]
        self.assertEqual(listed, ["eigyo-new"])
        self.types(self.yoko, "iam delete-account-alias --account-alias eigyo-new")

    def test_a_password_policy_is_set_read_and_deleted(self):
        self.types(
            self.yoko,
            "iam update-account-password-policy --minimum-password-length 14 --require-symbols",
        )
        policy = self.types(self.yoko, "iam get-account-password-policy")["PasswordPolicy"]
        self.assertEqual(policy["MinimumPasswordLength"], 14)
        self.assertTrue(policy["RequireSymbols"])
        self.types(self.yoko, "iam delete-account-password-policy")

    def test_the_summary_and_the_report_are_read(self):
        summary = self.types(self.yoko, "iam get-account-summary")["SummaryMap"]
        self.assertEqual(summary["AccountMFAEnabled"], 0)
        states = [
            self.types(self.yoko, "iam generate-credential-report")["State"] for _ in range(2)
        ]
        self.assertEqual(states, ["STARTED", "COMPLETE"])
        report = self.types(self.yoko, "iam get-credential-report")
        text = base64.b64decode(report["Content"]).decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual([row["user"] for row in rows], ["<root_account>", "yoko"])


class EmptyLists(Story):
    def test_what_nobody_can_have_is_an_empty_list(self):
        for line, key in [
            ("list-instance-profiles", "InstanceProfiles"),
            ("list-open-id-connect-providers", "OpenIDConnectProviderList"),
            ("list-saml-providers", "SAMLProviderList"),
            ("list-server-certificates", "ServerCertificateMetadataList"),
            ("list-service-specific-credentials", "ServiceSpecificCredentials"),
            ("list-signing-certificates", "Certificates"),
            ("list-ssh-public-keys", "SSHPublicKeys"),
        ]:
            with self.subTest(line):
                self.assertEqual(self.types(self.hanako, f"iam {line}")[key], [])
