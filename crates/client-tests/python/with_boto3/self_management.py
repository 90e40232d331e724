"""What AWS's documentation tells people to copy: users manage themselves, but only with MFA.

Each policy of the documentation is put on a user as it stands there. The table of
`aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge` is asked of every kind of caller.
"""

import json

from with_boto3.policies import READ_ONLY
from with_boto3.roles import WithRoles, a_trust
from with_boto3.story import codes, iam, sts
from world import KEIRI, a_name, template

DENIED = "with an explicit deny in an identity-based policy"
NOT_ALLOWED = "because no identity-based policy allows"
PRESENT, AGE = "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge"


class SelfManagement(WithRoles):
    """Somebody with one of the policies, a password and a key, and no device yet."""

    def has_only(self, name):
        person = self.somebody("manages")
        self.hanako.put_user_policy(
            UserName=person.name, PolicyName=name, PolicyDocument=template(name)
        )
        return person

    def is_stopped(self, why, call, **arguments):
        said = self.refused("AccessDenied", call, **arguments)
        self.assertIn(why, said)

    def enrols(self, person):
        """Makes a device and assigns it, with a long-term key and nothing else."""
        own = iam(person)
        device = self.a_device(by=own)
        own.list_virtual_mfa_devices()
        self.assigns(device, person, by=own, last=-6)
        own.resync_mfa_device(
            UserName=person.name, SerialNumber=device.serial_number, **codes(device)
        )
        (listed,) = own.list_mfa_devices()["MFADevices"]
        self.assertEqual(listed["SerialNumber"], device.serial_number)
        return device

    def is_kept_out_without_mfa(self, person, device):
        """The key does nothing more, and a session without a code does not reach IAM."""
        own = iam(person)
        own.get_user()
        owned = {"UserName": person.name, "SerialNumber": device.serial_number}
        self.is_stopped(DENIED, own.deactivate_mfa_device, **owned)
        self.is_stopped(DENIED, own.list_access_keys)
        plain = self.opens_a_session(person)
        self.refused("InvalidClientTokenId", iam(plain).get_user)

    def test_mfa_only(self):
        person = self.has_only("ManageOwnMfaDevices")
        device = self.enrols(person)
        self.is_kept_out_without_mfa(person, device)
        own, session = iam(person), iam(self.opens_a_session(person, device))
        serial = {"SerialNumber": device.serial_number}
        self.is_stopped(DENIED, own.delete_virtual_mfa_device, **serial)
        self.is_stopped(DENIED, own.list_users)
        # Nobody else's devices, and nothing else, with MFA either.
        others = {"UserName": "hanako", **serial}
        self.is_stopped(NOT_ALLOWED, session.deactivate_mfa_device, **others)
        self.is_stopped(NOT_ALLOWED, session.create_access_key)
        self.is_stopped(NOT_ALLOWED, session.list_users)
        session.deactivate_mfa_device(UserName=person.name, **serial)
        self.assertEqual(own.list_mfa_devices()["MFADevices"], [])

    def test_all_credentials_with_mfa(self):
        person = self.has_only("ManageOwnCredentialsWithMfa")
        password = {"OldPassword": "fake-password-before", "NewPassword": "fake-password-after"}
        self.hanako.create_login_profile(UserName=person.name, Password=password["OldPassword"])
        device = self.enrols(person)
        self.is_kept_out_without_mfa(person, device)
        own, session = iam(person), iam(self.opens_a_session(person, device))
        calls = (
            "list_signing_certificates",
            "list_ssh_public_keys",
            "list_service_specific_credentials",
            "list_access_keys",
        )
        for name in calls:
            with self.subTest(name):
                self.is_stopped(DENIED, getattr(own, name))
                getattr(session, name)()
        self.is_stopped(DENIED, own.get_account_password_policy)
        # There is none, and that is told.
        self.refused("NoSuchEntity", session.get_account_password_policy)
        self.is_stopped(DENIED, own.create_access_key)
        key = {"AccessKeyId": session.create_access_key()["AccessKey"]["AccessKeyId"]}
        session.update_access_key(**key, Status="Inactive")
        session.delete_access_key(**key)
        self.is_stopped(NOT_ALLOWED, session.list_access_keys, UserName="hanako")
        self.is_stopped(NOT_ALLOWED, session.list_users)
        self.is_stopped(DENIED, own.change_password, **password)
        session.change_password(**password)

    def test_security_keys_only(self):
        person = self.has_only("ManageOwnSecurityKeys")
        own = iam(person)
        self.is_stopped(
            NOT_ALLOWED, own.create_virtual_mfa_device, VirtualMFADeviceName=a_name("none")
        )
        self.is_stopped(NOT_ALLOWED, own.list_virtual_mfa_devices)
        device = self.a_device()
        self.assigns(device, person, by=own)
        self.is_kept_out_without_mfa(person, device)
        session = iam(self.opens_a_session(person, device))
        self.is_stopped(NOT_ALLOWED, session.list_access_keys)
        session.deactivate_mfa_device(UserName=person.name, SerialNumber=device.serial_number)

    def test_in_the_session_of_a_role_there_is_no_mfa_to_have(self):
        person = KEIRI.an_administrator()
        device = self.gives_a_phone(person)
        role = self.a_role()
        name = "ManageOwnCredentialsWithMfa"
        named = {"RoleName": role["RoleName"]}
        self.hanako.attach_role_policy(**named, PolicyArn=READ_ONLY)
        mfa = {"SerialNumber": device.serial_number, "TokenCode": device.code()}
        session, _ = self.takes(person, role, **mfa)
        iam(session).list_users()
        self.hanako.put_role_policy(**named, PolicyName=name, PolicyDocument=template(name))
        self.is_stopped(DENIED, iam(session).list_users)
        self.is_stopped(DENIED, iam(session).list_access_keys, UserName=person.name)
        # What the policy excepts is left, as far as another policy allows it.
        iam(session).list_virtual_mfa_devices()


class Table(WithRoles):
    """A key, a session without a code, one with a code, and one of a role take on a role."""

    def setUp(self):
        super().setUp()
        self.person = self.somebody("asks")
        self.target = self.a_role()
        self.through = self.a_role()
        self.policy("Allow", {})
        phone = self.gives_a_phone(self.person)
        self.callers = {
            "key": self.person,
            "no code": self.opens_a_session(self.person),
            "code": self.opens_a_session(self.person, phone),
            "role": self.takes(self.person, self.through)[0],
        }

    def policy(self, effect, condition):
        """Both the user and the role may take on roles, if this statement lets them."""
        statement = {"Effect": effect, "Action": "sts:AssumeRole", "Resource": "*"}
        statements = [{**statement, "Condition": condition}]
        if effect == "Deny":
            statements.append({**statement, "Effect": "Allow"})
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        put = {"PolicyName": "mfa", "PolicyDocument": document}
        self.hanako.put_user_policy(UserName=self.person.name, **put)
        self.hanako.put_role_policy(RoleName=self.through["RoleName"], **put)

    def may(self, caller):
        arguments = {"RoleArn": self.target["Arn"], "RoleSessionName": "work"}
        client = sts(self.callers[caller])
        try:
            client.assume_role(**arguments)
        except client.exceptions.ClientError as error:
            self.assertEqual(error.response["Error"]["Code"], "AccessDenied")
            return False
        return True

    def test_the_keys_of_mfa_are_there_for_some_callers_and_not_for_others(self):
        recent = {AGE: "3600"}
        for effect, operator, keys, who_may in [
            ("Deny", "Bool", {PRESENT: "false"}, {"key", "code"}),
            ("Deny", "BoolIfExists", {PRESENT: "false"}, {"code"}),
            ("Deny", "Null", {PRESENT: "true"}, {"no code", "code", "role"}),
            ("Deny", "NumericGreaterThan", recent, {"key", "no code", "code", "role"}),
            ("Deny", "NumericGreaterThanIfExists", recent, {"code"}),
            ("Allow", "Bool", {PRESENT: "true"}, {"code"}),
            ("Allow", "BoolIfExists", {PRESENT: "true"}, {"key", "code"}),
            ("Allow", "Null", {PRESENT: "false"}, {"no code", "code", "role"}),
            ("Allow", "NumericLessThan", recent, {"code"}),
            ("Allow", "NumericLessThanIfExists", recent, {"key", "no code", "code", "role"}),
        ]:
            with self.subTest(f"{effect} {operator} {keys}"):
                self.policy(effect, {operator: keys})
                self.assertEqual({caller for caller in self.callers if self.may(caller)}, who_may)


class Trust(WithRoles):
    def test_a_role_that_wants_a_fresh_code_takes_one_that_comes_along_or_a_young_session(self):
        person = KEIRI.an_administrator()
        phone, other = self.gives_a_phone(person), self.gives_a_phone(person)
        role = self.a_role(
            AssumeRolePolicyDocument=a_trust(condition={"NumericLessThan": {AGE: "900"}})
        )
        arguments = {"RoleArn": role["Arn"], "RoleSessionName": "work"}
        self.refused("AccessDenied", sts(person).assume_role, **arguments)
        plain = self.opens_a_session(person)
        self.refused("AccessDenied", sts(plain).assume_role, **arguments)
        self.takes(person, role, SerialNumber=phone.serial_number, TokenCode=phone.code())
        self.takes(self.opens_a_session(person, other), role)
