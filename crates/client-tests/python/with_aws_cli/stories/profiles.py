"""Profiles that take on a role: what a line in `~/.aws/config` makes the CLI do by itself.

The CLI asks for the code on the terminal, keeps the session of the role in `~/.aws/cli/cache`, and
asks again when it is over.
"""

import datetime
import json

from shared_files import OF_OLD_CLIS, keys_of, section
from with_aws_cli.cli import NEEDS_MFA, Story
from world import ENDPOINT, KEIRI, REGION

CODE_REFUSED = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
NOT_TRUSTED = "is not authorized to perform: sts:AssumeRole on resource"
# How long a machine may take to answer.
SLACK_SECONDS = 120


class Profiles(Story):
    def setUp(self):
        super().setUp()
        self.person = KEIRI.an_administrator()
        self.own = self.sits_down(self.person)

    def writes_profiles(self, keys, **profiles):
        """The profile `keys` has these keys; each of the others takes on a role with them."""
        self.own.writes(".aws/credentials", section("keys", keys_of(keys)))
        common = {"source_profile": "keys", "region": REGION, "endpoint_url": ENDPOINT}
        sections = [section(f"profile {name}", {**common, **profiles[name]}) for name in profiles]
        self.own.writes(".aws/config", "".join(sections))
        for file, text in OF_OLD_CLIS.items():
            self.own.writes(file, text)

    def enters(self, profile, code=None):
        """Takes on the role of this profile, or has it already."""
        line = f"sts get-caller-identity --profile {profile}"
        return self.types(self.own, line, code)["Arn"]

    def is_kept_out(self, profile, code=None, error="AccessDenied"):
        """Does not get the role, and gives back what is said."""
        line = f"sts get-caller-identity --profile {profile}"
        return self.is_refused(error, self.own, line, code)

    def test_a_profile_with_a_device_asks_for_a_code_and_takes_each_once(self):
        role = self.a_role(NEEDS_MFA)
        plain = {"role_arn": role["Arn"]}
        phone = self.gives_a_phone(self.own)
        audit = {**plain, "mfa_serial": phone.serial_number}
        self.writes_profiles(self.person, plain=plain, audit=audit)
        self.assertEqual(self.is_kept_out("audit", phone.wrong_code()), CODE_REFUSED)

        arn = self.enters("audit", phone.code())
        self.assertIn(f"MFA code for {phone.serial_number}", self.own.asked)
        self.assertIn(f":assumed-role/{role['RoleName']}/", arn)
        # The session is kept: nobody is asked, and there is no terminal to ask at.
        self.assertTrue(self.types(self.own, "iam list-users --profile audit")["Users"])
        self.assertIn(NOT_TRUSTED, self.is_kept_out("plain"))
        self.own.forgets(".aws/cli/cache")
        self.assertEqual(self.is_kept_out("audit", phone.code()), CODE_REFUSED)

    def test_a_session_with_mfa_is_the_source_of_a_profile_that_asks_for_nothing(self):
        audit = {"role_arn": self.a_role(NEEDS_MFA)["Arn"]}
        without = self.types(self.own, "sts get-session-token")["Credentials"]
        self.writes_profiles(self.person.with_keys(without), audit=audit)
        self.assertIn(NOT_TRUSTED, self.is_kept_out("audit"))
        phone = self.gives_a_phone(self.own)
        mfa = f"--serial-number {phone.serial_number} --token-code {phone.code()}"
        opened = self.types(self.own, f"sts get-session-token {mfa}")["Credentials"]
        self.writes_profiles(self.person.with_keys(opened), audit=audit)
        self.assertIn(":assumed-role/", self.enters("audit"))
        self.assertTrue(self.types(self.own, "iam list-users --profile audit")["Users"])

    def test_an_external_id_a_name_and_a_duration_arrive(self):
        condition = {"StringEquals": {"sts:ExternalId": "fake-contract-7"}}
        role = {"role_arn": self.a_role(condition)["Arn"], "role_session_name": "getsuji"}
        known = {**role, "external_id": "fake-contract-7"}
        self.writes_profiles(
            self.person,
            plain=role,
            other={**role, "external_id": "fake-contract-8"},
            short={**known, "duration_seconds": 900},
            long={**known, "duration_seconds": 7200},
        )
        self.assertIn(NOT_TRUSTED, self.is_kept_out("plain"))
        self.assertIn(NOT_TRUSTED, self.is_kept_out("other"))
        # The role allows an hour.
        self.is_kept_out("long", error="ValidationError")
        begins = datetime.datetime.now(datetime.UTC)
        self.assertTrue(self.enters("short").endswith("/getsuji"))
        (kept,) = self.own.finds(".aws/cli/cache/*.json")
        ends = datetime.datetime.fromisoformat(json.loads(kept)["Credentials"]["Expiration"])
        self.assertAlmostEqual((ends - begins).total_seconds(), 900, delta=SLACK_SECONDS)
