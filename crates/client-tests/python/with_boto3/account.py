"""The account: its alias, its password policy, its summary and its credential report.

These stories play in an account where nobody else changes anything.
"""

import csv
import io

from with_boto3.story import Story, iam
from world import EIGYO, KEIRI, a_name

COLUMNS = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)


class AccountStory(Story):
    def setUp(self):
        super().setUp()
        self.yoko = iam(EIGYO["yoko"])


class Alias(AccountStory):
    def test_an_account_has_one_alias_that_nobody_else_has(self):
        self.assertEqual(self.yoko.list_account_aliases()["AccountAliases"], [EIGYO.alias])
        for alias in ("eigyo-new", "eigyo-newer"):
            self.yoko.create_account_alias(AccountAlias=alias)
            self.assertEqual(self.yoko.list_account_aliases()["AccountAliases"], [alias])
        self.refused(
            "EntityAlreadyExists", self.yoko.create_account_alias, AccountAlias=KEIRI.alias
        )
        self.refused("NoSuchEntity", self.yoko.delete_account_alias, AccountAlias="eigyo-new")
        self.yoko.delete_account_alias(AccountAlias="eigyo-newer")
        self.assertEqual(self.yoko.list_account_aliases()["AccountAliases"], [])
        self.refused("NoSuchEntity", self.yoko.delete_account_alias, AccountAlias="eigyo-newer")


class PasswordPolicy(AccountStory):
    def setUp(self):
        super().setUp()
        self.refused("NoSuchEntity", self.yoko.get_account_password_policy)
        self.refused("NoSuchEntity", self.yoko.delete_account_password_policy)
        self.name = a_name("measured")
        self.yoko.create_user(UserName=self.name)

    def tearDown(self):
        self.yoko.delete_account_password_policy()
        self.refused("NoSuchEntity", self.yoko.get_account_password_policy)

    def test_a_policy_is_read_as_it_was_set(self):
        asked = {
            "MinimumPasswordLength": 14,
            "RequireSymbols": True,
            "RequireNumbers": True,
            "RequireUppercaseCharacters": True,
            "RequireLowercaseCharacters": True,
            "AllowUsersToChangePassword": True,
            "MaxPasswordAge": 90,
            "PasswordReusePrevention": 5,
            "HardExpiry": True,
        }
        self.yoko.update_account_password_policy(**asked)
        policy = self.yoko.get_account_password_policy()["PasswordPolicy"]
        self.assertEqual(policy, {**asked, "ExpirePasswords": True})

    def test_what_is_not_said_is_as_if_never_said(self):
        self.yoko.update_account_password_policy(MinimumPasswordLength=20, RequireSymbols=True)
        self.yoko.update_account_password_policy(RequireNumbers=True)
        policy = self.yoko.get_account_password_policy()["PasswordPolicy"]
        self.assertTrue(policy["RequireNumbers"])
        for name in ("RequireSymbols", "AllowUsersToChangePassword", "ExpirePasswords"):
            self.assertFalse(policy[name], name)
        self.assertLess(policy["MinimumPasswordLength"], 20)
        self.assertNotIn("MaxPasswordAge", policy)

    def test_a_password_has_to_follow_the_policy(self):
        self.yoko.update_account_password_policy(
            MinimumPasswordLength=12,
            RequireSymbols=True,
            RequireNumbers=True,
            RequireUppercaseCharacters=True,
            RequireLowercaseCharacters=True,
        )
        good = "Fake-password-7"
        for weak in (
            "Fake-word-7",
            "Fakepassword7",
            "Fake-password",
            "fake-password-7",
            "FAKE-PASSWORD-7",
        ):
            with self.subTest(weak):
                self.refused(
                    "PasswordPolicyViolation",
                    self.yoko.create_login_profile,
                    UserName=self.name,
                    Password=weak,
                )
        self.yoko.create_login_profile(UserName=self.name, Password=good)

    def test_no_policy_lets_a_password_be_shorter_than_eight(self):
        self.yoko.update_account_password_policy(MinimumPasswordLength=6)
        self.refused(
            "PasswordPolicyViolation",
            self.yoko.create_login_profile,
            UserName=self.name,
            Password="seven77",
        )

    def test_everybody_may_change_their_password_if_the_policy_says_so(self):
        key = self.yoko.create_access_key(UserName=self.name)["AccessKey"]
        old, new = "fake-password-of-before", "fake-password-of-after"
        self.yoko.create_login_profile(UserName=self.name, Password=old)
        own = iam(EIGYO["yoko"].with_keys(key))
        change = {"OldPassword": old, "NewPassword": new}
        self.yoko.update_account_password_policy(AllowUsersToChangePassword=False)
        self.refused("AccessDenied", own.change_password, **change)
        self.yoko.update_account_password_policy(AllowUsersToChangePassword=True)
        own.get_account_password_policy()
        own.change_password(**change)

    def test_the_last_passwords_do_not_come_back(self):
        self.yoko.update_account_password_policy(PasswordReusePrevention=2)
        first, second = "fake-password-the-first", "fake-password-the-second"
        self.yoko.create_login_profile(UserName=self.name, Password=first)
        self.yoko.update_login_profile(UserName=self.name, Password=second)
        self.refused(
            "PasswordPolicyViolation",
            self.yoko.update_login_profile,
            UserName=self.name,
            Password=first,
        )


class Summary(AccountStory):
    def test_the_summary_counts_what_is_there(self):
        summary = self.yoko.get_account_summary()["SummaryMap"]
        known = self.yoko.meta.service_model.shape_for("summaryKeyType").enum
        self.assertEqual(summary.keys(), set(known))
        for name, figure in [
            ("AccountMFAEnabled", 0),
            ("AccountPasswordPresent", 1),
            ("AccountAccessKeysPresent", 1),
            ("AccessKeysPerUserQuota", 2),
            ("UsersQuota", 5000),
            ("Groups", 0),
            ("ServerCertificates", 0),
        ]:
            self.assertEqual(summary[name], figure, name)
        self.yoko.create_user(UserName=a_name("counted"))
        self.yoko.create_virtual_mfa_device(VirtualMFADeviceName=a_name("counted"))
        after = self.yoko.get_account_summary()["SummaryMap"]
        changed = {name: after[name] - summary[name] for name in known}
        self.assertEqual(
            {name: more for name, more in changed.items() if more}, {"Users": 1, "MFADevices": 1}
        )


class Report(AccountStory):
    def test_the_report_is_asked_for_made_and_read(self):
        said = self.refused("ReportNotPresent", self.yoko.get_credential_report)
        self.assertEqual(said, "Unknown")
        states = [self.yoko.generate_credential_report()["State"] for _ in range(2)]
        self.assertEqual(states, ["STARTED", "COMPLETE"])

        report = self.yoko.get_credential_report()
        self.assertEqual(report["ReportFormat"], "text/csv")
        self.assertIsNotNone(report["GeneratedTime"].tzinfo)
        text = report["Content"].decode()
        self.assertEqual(text.split("\n")[0], COLUMNS)
        self.assertFalse(text.endswith("\n"))
        self.assertNotIn("hanako", text)
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(rows[0]["user"], "<root_account>")
        self.assertEqual(rows[0]["arn"], EIGYO["root"].arn)
        self.assertEqual(rows[0]["password_next_rotation"], "not_supported")
        names = [row["user"] for row in rows[1:]]
        self.assertEqual(names, sorted(names, key=str.lower))
        yoko = next(row for row in rows if row["user"] == "yoko")
        for column, value in [
            ("arn", EIGYO["yoko"].arn),
            ("password_enabled", "true"),
            ("password_last_used", "no_information"),
            ("mfa_active", "false"),
            ("access_key_1_active", "true"),
            ("access_key_1_last_used_service", "iam"),
            ("access_key_2_active", "false"),
            ("access_key_2_last_rotated", "N/A"),
            ("cert_1_active", "false"),
        ]:
            self.assertEqual(yoko[column], value, column)
        for column in ("user_creation_time", "access_key_1_last_rotated"):
            self.assertRegex(yoko[column], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$")
