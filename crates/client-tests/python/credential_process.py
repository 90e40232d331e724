"""A profile whose `credential_process` opens a session with MFA: one code lets every client in."""

import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest
import unittest.mock

import boto3

from phone import Phone
from shared_files import OF_OLD_CLIS, keys_of, section
from world import ENDPOINT, KEIRI, REGION, a_name

AWS_1 = os.environ["CLIENT_TESTS_AWS_1"]
AWS_2 = os.environ["CLIENT_TESTS_AWS_2"]
SCRIPT = pathlib.Path(__file__).with_name("mfa-session")
PATIENCE_SECONDS = 60


def iam(person):
    """A client that signs with this person's key."""
    return boto3.client(
        "iam",
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=person.access_key_id,
        aws_secret_access_key=person.secret_access_key,
    )


class CredentialProcess(unittest.TestCase):
    def setUp(self):
        self.person = KEIRI.a_self_manager()
        self.home = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }
        phone = self.enrols()
        self.writes("seed", phone.base32)
        self.writes(".aws/credentials", section("keys", keys_of(self.person)))
        process = [SCRIPT, AWS_2, ENDPOINT, "keys", phone.serial_number]
        process += [self.home / "seed", self.home / "session"]
        common = {"region": REGION, "endpoint_url": ENDPOINT}
        mfa = {"credential_process": shlex.join(map(str, process))}
        audit = {"role_arn": self.a_role(), "source_profile": "mfa"}
        self.writes(
            ".aws/config",
            section("profile keys", common)
            + section("profile mfa", {**common, **mfa})
            + section("profile audit", {**common, **audit}),
        )
        for file, text in OF_OLD_CLIS.items():
            self.writes(file, text)

    def enrols(self):
        """A phone that the person has assigned to themselves with the key alone."""
        own = iam(self.person)
        made = own.create_virtual_mfa_device(VirtualMFADeviceName=a_name("process"))
        device = made["VirtualMFADevice"]
        phone = Phone(device["SerialNumber"], device["Base32StringSeed"])
        first, second = phone.two_codes()
        own.enable_mfa_device(
            UserName=self.person.name,
            SerialNumber=phone.serial_number,
            AuthenticationCode1=first,
            AuthenticationCode2=second,
        )
        return phone

    def a_role(self):
        """The ARN of a new role that may list users, and that trusts this person with MFA."""
        name, version = a_name("role"), {"Version": "2012-10-17"}
        trust = {
            "Effect": "Allow",
            "Principal": {"AWS": self.person.arn},
            "Action": "sts:AssumeRole",
            "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        }
        look = {"Effect": "Allow", "Action": "iam:ListUsers", "Resource": "*"}
        hanako = iam(KEIRI["hanako"])
        made = hanako.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps({**version, "Statement": trust})
        )
        hanako.put_role_policy(
            RoleName=name,
            PolicyName="look",
            PolicyDocument=json.dumps({**version, "Statement": look}),
        )
        return made["Role"]["Arn"]

    def writes(self, name, text):
        file = self.home / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")

    def types(self, aws, profile, line):
        return subprocess.run(
            [aws, "--endpoint-url", ENDPOINT, "--profile", profile, "--output", "json"]
            + shlex.split(line),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def test_one_code_opens_the_profile_for_every_client(self):
        with_keys = self.types(AWS_2, "keys", "iam list-access-keys")
        self.assertIn("(AccessDenied)", with_keys.stderr)
        for aws in (AWS_2, AWS_1):
            with_mfa = self.types(aws, "mfa", "iam list-access-keys")
            self.assertEqual(with_mfa.returncode, 0, with_mfa.stderr)
            (key,) = json.loads(with_mfa.stdout)["AccessKeyMetadata"]
            self.assertEqual(key["AccessKeyId"], self.person.access_key_id)

        self.enterContext(unittest.mock.patch.dict(os.environ, self.environment, clear=True))
        session = boto3.Session(profile_name="mfa")
        own = session.client("iam", endpoint_url=ENDPOINT)
        self.assertEqual(own.get_user()["User"]["Arn"], self.person.arn)
        self.assertEqual(len(own.list_access_keys()["AccessKeyMetadata"]), 1)

    def test_the_profile_is_the_source_of_a_role_that_wants_mfa(self):
        refused = self.types(AWS_2, "keys", "iam list-users")
        self.assertIn("(AccessDenied)", refused.stderr)
        for aws in (AWS_2, AWS_1):
            listed = self.types(aws, "audit", "iam list-users")
            self.assertEqual(listed.returncode, 0, listed.stderr)
            who = json.loads(self.types(aws, "audit", "sts get-caller-identity").stdout)
            self.assertIn(":assumed-role/", who["Arn"])

    def test_a_wrong_seed_opens_nothing_and_the_reason_is_told(self):
        self.writes("seed", "NOTTHESEEDNOTTHESEEDNOTTHESEED22")
        refused = self.types(AWS_2, "mfa", "iam list-access-keys")
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("failed with invalid MFA one time pass code", refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
