"""Every command the good way."""

import base64
import csv
import io

from with_aws_cli.cli import Story, the_codes
from world import EIGYO, KEIRI, a_name


class Users(Story):
    def test_somebody_comes_is_renamed_carries_tags_and_goes(self):
        came, is_now = a_name("came"), a_name("renamed")
        made = self.types(
            self.hanako,
            f"iam create-user --user-name {came} --path /tokyo/ --tags Key=team,Value=sales",
        )
        self.assertEqual(made["User"]["Arn"], f"arn:aws:iam::{KEIRI.id}:user/tokyo/{came}")
        self.types(
            self.hanako,
            f"iam update-user --user-name {came} --new-user-name {is_now} --new-path /osaka/",
        )
        found = self.types(self.hanako, f"iam get-user --user-name {is_now}")["User"]
        self.assertEqual(found["UserId"], made["User"]["UserId"])
        self.types(
            self.hanako,
            f"iam tag-user --user-name {is_now} --tags Key=floor,Value=3 Key=team,Value=support",
        )
        self.types(self.hanako, f"iam untag-user --user-name {is_now} --tag-keys floor")
        tags = self.types(self.hanako, f"iam list-user-tags --user-name {is_now}")["Tags"]
        self.assertEqual(tags, [{"Key": "team", "Value": "support"}])
        listed = self.types(self.hanako, "iam list-users --path-prefix /osaka/")["Users"]
        self.assertEqual([user["UserName"] for user in listed], [is_now])
        self.types(self.hanako, f"iam delete-user --user-name {is_now}")
        self.is_refused("NoSuchEntity", self.hanako, f"iam get-user --user-name {is_now}")

    def test_a_list_is_read_in_pages_by_itself(self):
        path = f"/{a_name('pages')}/"
        for _ in range(3):
            self.types(self.hanako, f"iam create-user --user-name {a_name('page')} --path {path}")
        listed = self.types(self.hanako, f"iam list-users --path-prefix {path} --page-size 2")
        self.assertEqual(len(listed["Users"]), 3)


class AccessKeys(Story):
    def test_a_key_is_made_switched_off_and_deleted(self):
        owner = self.somebody("key-owner")
        own = f"--user-name {owner.person.name} --access-key-id {owner.person.access_key_id}"
        key = f"--access-key-id {owner.person.access_key_id}"
        used = self.types(self.hanako, f"iam get-access-key-last-used {key}")
        self.assertEqual(used["UserName"], owner.person.name)
        told = self.types(self.hanako, f"sts get-access-key-info {key}")
        self.assertEqual(told["Account"], KEIRI.id)
        self.types(self.hanako, f"iam update-access-key {own} --status Inactive")
        self.is_refused("InvalidClientTokenId", owner, "sts get-caller-identity")
        name = f"--user-name {owner.person.name}"
        (listed,) = self.types(self.hanako, f"iam list-access-keys {name}")["AccessKeyMetadata"]
        self.assertEqual(listed["Status"], "Inactive")
        self.types(self.hanako, f"iam delete-access-key {own}")


class Passwords(Story):
    def test_a_password_is_given_changed_and_taken(self):
        name = f"--user-name {self.somebody('login').person.name}"
        self.types(
            self.hanako,
            f"iam create-login-profile {name} --password fake-password-one "
            "--password-reset-required",
        )
        found = self.types(self.hanako, f"iam get-login-profile {name}")["LoginProfile"]
        self.assertTrue(found["PasswordResetRequired"])
        self.types(
            self.hanako,
            f"iam update-login-profile {name} --password fake-password-two "
            "--no-password-reset-required",
        )
        self.types(self.hanako, f"iam delete-login-profile {name}")

    def test_the_own_password_is_changed(self):
        person = KEIRI.a_self_manager()
        self.types(
            self.sits_down(person),
            f"iam change-password --old-password {person.password} "
            "--new-password fake-and-better-password",
        )


class Devices(Story):
    def test_a_device_is_made_assigned_set_right_taken_away_and_deleted(self):
        user, phone = self.somebody("phone-owner"), self.a_device()
        serial = f"--serial-number {phone.serial_number}"
        owned = f"--user-name {user.person.name} {serial}"
        self.assigns(phone, user, last=-6)
        self.types(self.hanako, f"iam resync-mfa-device {the_codes(phone, user)}")
        (device,) = self.types(self.hanako, f"iam list-mfa-devices --user-name {user.person.name}")[
            "MFADevices"
        ]
        self.assertEqual(device["SerialNumber"], phone.serial_number)
        assigned = self.types(
            self.hanako, "iam list-virtual-mfa-devices --assignment-status Assigned"
        )["VirtualMFADevices"]
        self.assertIn(phone.serial_number, [device["SerialNumber"] for device in assigned])

        self.types(self.hanako, f"iam tag-mfa-device {serial} --tags Key=a,Value=1 Key=b,Value=2")
        self.types(self.hanako, f"iam untag-mfa-device {serial} --tag-keys a")
        tags = self.types(self.hanako, f"iam list-mfa-device-tags {serial}")["Tags"]
        self.assertEqual(tags, [{"Key": "b", "Value": "2"}])

        self.types(self.hanako, f"iam deactivate-mfa-device {owned}")
        self.types(self.hanako, f"iam delete-virtual-mfa-device {serial}")

    def test_the_picture_is_a_picture(self):
        made = self.types(
            self.hanako,
            f"iam create-virtual-mfa-device --virtual-mfa-device-name {a_name('picture')} "
            "--bootstrap-method QRCodePNG --outfile picture.png",
        )
        self.assertEqual(made["VirtualMFADevice"].keys(), {"SerialNumber"})
        self.assertTrue(self.hanako.reads("picture.png").startswith(b"\x89PNG\r\n\x1a\n"))


class Sessions(Story):
    def test_a_key_and_a_code_open_iam(self):
        person = KEIRI.an_administrator()
        terminal = self.sits_down(person)
        who = self.types(terminal, "sts get-caller-identity")
        self.assertEqual((who["Arn"], who["Account"]), (person.arn, KEIRI.id))
        phone = self.gives_a_phone(terminal)
        ask = f"sts get-session-token --serial-number {phone.serial_number} --token-code"
        said = self.is_refused("AccessDenied", terminal, f"{ask} {phone.wrong_code()}")
        self.assertEqual(
            said, "MultiFactorAuthentication failed with invalid MFA one time pass code. "
        )
        opened = self.types(terminal, f"{ask} {phone.code()} --duration-seconds 900")
        session = self.sits_down(person.with_keys(opened["Credentials"]))
        self.assertEqual(self.types(session, "iam get-user")["User"]["UserName"], person.name)


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
