"""Roles: made, trusted, and taken on, with and without a code."""

import datetime
import json
import os
import pathlib
import tempfile
import unittest.mock

import botocore.session

from with_boto3.policies import (
    ADMINISTRATOR,
    NO_ARN,
    READ_ONLY,
    a_document,
    missing_policy,
)
from with_boto3.story import Story, iam, sts
from world import ENDPOINT, KEIRI, REGION, a_name

# How long a machine may take to answer.
SLACK_SECONDS = 120
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def a_trust(principal=None, condition=None, filler=0):
    """Who may take a role on: whoever of the account its policies allow it, if nobody is named."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principal or f"arn:aws:iam::{KEIRI.id}:root"},
        "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    }
    if condition:
        statement["Condition"] = condition
    if filler:
        statement["Sid"] = "x" * filler
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def lasts(answer):
    """For how many seconds a session is good."""
    until = answer["Credentials"]["Expiration"]
    return (until - datetime.datetime.now(datetime.UTC)).total_seconds()


class WithRoles(Story):
    def a_role(self, **arguments):
        """A new role that may list users; its trust policy is for the whole account."""
        arguments.setdefault("AssumeRolePolicyDocument", a_trust())
        made = self.hanako.create_role(RoleName=a_name("role"), **arguments)["Role"]
        self.hanako.put_role_policy(
            RoleName=made["RoleName"], PolicyName="look", PolicyDocument=a_document()
        )
        return made

    def takes(self, person, role, **arguments):
        """The same person as the role."""
        answer = sts(person).assume_role(RoleArn=role["Arn"], RoleSessionName="work", **arguments)
        return person.with_keys(answer["Credentials"]), answer


class Roles(WithRoles):
    def test_a_role_is_what_was_said_of_it(self):
        made = self.a_role(
            Path="/bu/", Description="looks on", Tags=[{"Key": "bumon", "Value": "経理"}]
        )
        named = {"RoleName": made["RoleName"]}
        self.assertEqual(made["Arn"], f"arn:aws:iam::{KEIRI.id}:role/bu/{made['RoleName']}")
        self.hanako.update_role(**named, MaxSessionDuration=7200)
        self.hanako.update_role_description(**named, Description="looks")
        found = self.hanako.get_role(**named)["Role"]
        self.assertEqual((found["MaxSessionDuration"], found["Description"]), (7200, "looks"))
        self.assertEqual(found["AssumeRolePolicyDocument"], json.loads(a_trust()))
        listed = self.hanako.list_roles(PathPrefix="/bu/")["Roles"]
        self.assertIn(made["RoleName"], [role["RoleName"] for role in listed])
        self.hanako.update_assume_role_policy(**named, PolicyDocument=a_trust(KEIRI["hanako"].arn))
        shown = self.hanako.get_role(**named)["Role"]["AssumeRolePolicyDocument"]
        self.assertEqual(shown["Statement"][0]["Principal"], {"AWS": KEIRI["hanako"].arn})
        self.hanako.tag_role(**named, Tags=[{"Key": "kai", "Value": "3"}])
        self.hanako.untag_role(**named, TagKeys=["bumon"])
        self.assertEqual(
            self.hanako.list_role_tags(**named)["Tags"], [{"Key": "kai", "Value": "3"}]
        )
        self.refused("DeleteConflict", self.hanako.delete_role, **named)
        self.hanako.delete_role_policy(**named, PolicyName="look")
        self.hanako.delete_role(**named)

    def test_what_cannot_be_is_refused(self):
        taken = self.a_role()["RoleName"]
        create, trust = self.hanako.create_role, {"AssumeRolePolicyDocument": a_trust()}
        self.refused("EntityAlreadyExists", create, RoleName=taken, **trust)
        new = {"RoleName": a_name("role")}
        self.refused("MalformedPolicyDocument", create, **new, AssumeRolePolicyDocument="{")
        self.refused("InvalidInput", create, **new, **trust, PermissionsBoundary=NO_ARN)
        large = a_trust(filler=2048)
        self.refused("LimitExceeded", create, **new, AssumeRolePolicyDocument=large)
        update, taken = self.hanako.update_assume_role_policy, {"RoleName": taken}
        self.refused("MalformedPolicyDocument", update, **taken, PolicyDocument=a_document())
        self.refused("LimitExceeded", update, **taken, PolicyDocument=large)
        many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
        self.hanako.tag_role(**taken, Tags=many)
        more = [{"Key": "one", "Value": "more"}]
        self.refused("LimitExceeded", self.hanako.tag_role, **taken, Tags=more)
        reserved = [{"Key": "aws:x", "Value": ""}]
        self.refused("InvalidInput", self.hanako.tag_role, **taken, Tags=reserved)

    def test_what_is_not_there_is_said_to_be_missing(self):
        gone = {"RoleName": a_name("gone")}
        for call, more in [
            (self.hanako.get_role, {}),
            (self.hanako.update_role, {}),
            (self.hanako.update_role_description, {"Description": ""}),
            (self.hanako.update_assume_role_policy, {"PolicyDocument": a_trust()}),
            (self.hanako.delete_role, {}),
            (self.hanako.tag_role, {"Tags": [{"Key": "k", "Value": ""}]}),
            (self.hanako.untag_role, {"TagKeys": ["k"]}),
            (self.hanako.list_role_tags, {}),
            (self.hanako.put_role_permissions_boundary, {"PermissionsBoundary": READ_ONLY}),
            (self.hanako.delete_role_permissions_boundary, {}),
            (self.hanako.list_role_policies, {}),
            (self.hanako.list_attached_role_policies, {}),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, **gone, **more)

    def test_a_role_has_policies_and_a_boundary(self):
        role = {"RoleName": self.a_role()["RoleName"]}
        gone, look = {"RoleName": a_name("gone")}, {"PolicyName": "look"}
        found = self.hanako.get_role_policy(**role, **look)["PolicyDocument"]
        self.assertEqual(found, json.loads(a_document()))
        self.assertEqual(self.hanako.list_role_policies(**role)["PolicyNames"], ["look"])
        put, document = self.hanako.put_role_policy, {"PolicyDocument": a_document()}
        self.refused("NoSuchEntity", put, **gone, **look, **document)
        self.refused("MalformedPolicyDocument", put, **role, **look, PolicyDocument="{")
        large = {"PolicyDocument": a_document(filler=10_240)}
        self.refused("LimitExceeded", put, **role, PolicyName="large", **large)
        self.hanako.delete_role_policy(**role, **look)
        self.refused("NoSuchEntity", self.hanako.get_role_policy, **role, **look)
        self.refused("NoSuchEntity", self.hanako.delete_role_policy, **role, **look)
        bound = self.hanako.put_role_permissions_boundary
        bound(**role, PermissionsBoundary=READ_ONLY)
        self.refused("InvalidInput", bound, **role, PermissionsBoundary=NO_ARN)
        self.hanako.delete_role_permissions_boundary(**role)

    def test_managed_policies_are_attached_and_detached(self):
        role = {"RoleName": self.a_role()["RoleName"]}
        attach, detach = self.hanako.attach_role_policy, self.hanako.detach_role_policy
        own = [
            self.hanako.create_policy(PolicyName=a_name("p"), PolicyDocument=a_document())
            for _ in range(21)
        ]
        arns = [made["Policy"]["Arn"] for made in own]
        for arn in arns[:20]:
            attach(**role, PolicyArn=arn)
        self.refused("LimitExceeded", attach, **role, PolicyArn=arns[20])
        attached = self.hanako.list_attached_role_policies(**role)["AttachedPolicies"]
        self.assertEqual(len(attached), 20)
        (found,) = self.hanako.list_entities_for_policy(PolicyArn=arns[0])["PolicyRoles"]
        self.assertEqual(found["RoleName"], role["RoleName"])
        for call in (attach, detach):
            self.refused("NoSuchEntity", call, RoleName=a_name("gone"), PolicyArn=READ_ONLY)
            self.refused("InvalidInput", call, **role, PolicyArn=NO_ARN)
            self.refused("NoSuchEntity", call, **role, PolicyArn=missing_policy())
        for arn in arns[:20]:
            detach(**role, PolicyArn=arn)


class TakenOn(WithRoles):
    def test_a_session_of_a_role_is_the_role(self):
        role = self.a_role()
        hanako = KEIRI["hanako"]
        session, answer = self.takes(hanako, role)
        said = sts(session).get_caller_identity()
        self.assertEqual(said["Arn"], answer["AssumedRoleUser"]["Arn"])
        self.assertEqual(said["UserId"], answer["AssumedRoleUser"]["AssumedRoleId"])
        self.assertTrue(iam(session).list_users()["Users"])
        self.refused("AccessDenied", iam(session).list_groups)
        self.refused("ValidationError", iam(session).list_access_keys)
        self.refused("AccessDenied", sts(session).get_session_token)
        # Nobody else, and root never.
        arguments = {"RoleArn": role["Arn"], "RoleSessionName": "work"}
        self.refused("AccessDenied", sts(self.taro).assume_role, **arguments)
        self.refused("AccessDenied", sts(KEIRI["root"]).assume_role, **arguments)

    def test_a_session_is_narrowed_and_never_widened(self):
        role, hanako = self.a_role(), KEIRI["hanako"]
        narrow, answer = self.takes(hanako, role, Policy=a_document("iam:ListGroups"))
        self.assertGreater(answer["PackedPolicySize"], 0)
        self.refused("AccessDenied", iam(narrow).list_users)
        self.refused("AccessDenied", iam(narrow).list_groups)
        wide, _ = self.takes(hanako, role, PolicyArns=[{"arn": ADMINISTRATOR}])
        iam(wide).list_users()
        self.refused("AccessDenied", iam(wide).list_groups)
        arguments = {"RoleArn": role["Arn"], "RoleSessionName": "work"}
        take = sts(hanako).assume_role
        self.refused("MalformedPolicyDocument", take, **arguments, Policy="{")
        self.refused("ValidationError", take, **arguments, DurationSeconds=7200)
        tags = [{"Key": f"k{number}", "Value": "v" * 256} for number in range(20)]
        self.refused("PackedPolicyTooLarge", take, **arguments, Tags=tags)

    def test_an_external_id_has_to_be_the_right_one(self):
        condition = {"StringEquals": {"sts:ExternalId": "fake-contract-7"}}
        role = self.a_role(AssumeRolePolicyDocument=a_trust(condition=condition))
        arguments = {"RoleArn": role["Arn"], "RoleSessionName": "work"}
        for wrong in ({}, {"ExternalId": "fake-contract-8"}):
            take = sts(KEIRI["hanako"]).assume_role
            said = self.refused("AccessDenied", take, **arguments, **wrong)
            self.assertIn(f"sts:AssumeRole on resource: {role['Arn']}", said)
        self.takes(KEIRI["hanako"], role, ExternalId="fake-contract-7")

    def test_a_source_identity_and_transitive_tags_go_from_role_to_role(self):
        first, second = self.a_role(), self.a_role()
        for role in (first, second):
            self.hanako.put_role_policy(
                RoleName=role["RoleName"], PolicyName="take", PolicyDocument=a_document("sts:*")
            )
        only = {"StringEquals": {"aws:PrincipalTag/team": "sales", "aws:SourceIdentity": "hanako"}}
        self.hanako.put_role_policy(
            RoleName=second["RoleName"],
            PolicyName="look",
            PolicyDocument=a_document("iam:ListGroups", condition=only),
        )
        hanako = KEIRI["hanako"]
        tags = {"Tags": [{"Key": "team", "Value": "sales"}]}
        kept = {**tags, "TransitiveTagKeys": ["team"]}
        plain, _ = self.takes(hanako, second, SourceIdentity="hanako")
        self.refused("AccessDenied", iam(plain).list_groups)
        tagged, answer = self.takes(hanako, second, SourceIdentity="hanako", **tags)
        self.assertEqual(answer["SourceIdentity"], "hanako")
        iam(tagged).list_groups()
        begun, _ = self.takes(hanako, first, SourceIdentity="hanako", **kept)
        through, answer = self.takes(begun, second)
        self.assertEqual(answer["SourceIdentity"], "hanako")
        iam(through).list_groups()
        forgets, _ = self.takes(hanako, first, SourceIdentity="hanako", **tags)
        without, _ = self.takes(forgets, second)
        self.refused("AccessDenied", iam(without).list_groups)
        # Neither is changed on the way.
        arguments = {"RoleArn": second["Arn"], "RoleSessionName": "work"}
        for other in (
            {"SourceIdentity": "taro"},
            {"Tags": [{"Key": "team", "Value": "support"}]},
        ):
            with self.subTest(other):
                self.refused("ValidationError", sts(begun).assume_role, **arguments, **other)

    def test_a_session_lasts_as_long_as_the_role_allows_and_an_hour_in_a_chain(self):
        first, second = self.a_role(MaxSessionDuration=7200), self.a_role(MaxSessionDuration=7200)
        self.hanako.put_role_policy(
            RoleName=first["RoleName"], PolicyName="take", PolicyDocument=a_document("sts:*")
        )
        hanako = KEIRI["hanako"]
        begun, answer = self.takes(hanako, first, DurationSeconds=7200)
        self.assertGreater(lasts(answer), 7200 - SLACK_SECONDS)
        _, answer = self.takes(begun, second)
        self.assertAlmostEqual(lasts(answer), 3600, delta=SLACK_SECONDS)
        arguments = {"RoleArn": second["Arn"], "RoleSessionName": "work"}
        for person, seconds in ((begun, 3601), (hanako, 7201)):
            with self.subTest(seconds):
                take = sts(person).assume_role
                self.refused("ValidationError", take, **arguments, DurationSeconds=seconds)

    def test_both_flows_with_mfa(self):
        person = KEIRI.an_administrator()
        phone = self.gives_a_phone(person)
        role = self.a_role(AssumeRolePolicyDocument=a_trust(condition=MFA))
        arguments = {"RoleArn": role["Arn"], "RoleSessionName": "work"}
        self.refused("AccessDenied", sts(person).assume_role, **arguments)
        code = phone.code()
        proof = {"SerialNumber": phone.serial_number, "TokenCode": code}
        session, _ = self.takes(person, role, **proof)
        iam(session).list_users()
        self.refused("AccessDenied", sts(person).assume_role, **arguments, **proof)
        self.refused("AccessDenied", sts(person).get_session_token, **proof)

    def test_the_session_of_a_code_takes_on_a_role_without_another_one(self):
        person = KEIRI.an_administrator()
        phone = self.gives_a_phone(person)
        role = self.a_role(AssumeRolePolicyDocument=a_trust(condition=MFA))
        session = self.opens_a_session(person, phone)
        taken, _ = self.takes(session, role)
        iam(taken).list_users()

    def test_a_profile_with_a_role_asks_for_the_code(self):
        """What aws CLI does with `role_arn` and `mfa_serial`, by botocore, which it is made of."""
        person = KEIRI.an_administrator()
        phone = self.gives_a_phone(person)
        role = self.a_role(AssumeRolePolicyDocument=a_trust(condition=MFA))
        with tempfile.TemporaryDirectory() as home:
            config = pathlib.Path(home, "config")
            config.write_text(
                f"[profile own]\n"
                f"aws_access_key_id = {person.access_key_id}\n"
                f"aws_secret_access_key = {person.secret_access_key}\n"
                f"[profile audit]\n"
                f"role_arn = {role['Arn']}\n"
                f"source_profile = own\n"
                f"mfa_serial = {phone.serial_number}\n"
                f"endpoint_url = {ENDPOINT}\n"
                f"region = {REGION}\n",
                encoding="utf-8",
            )
            files = {
                "AWS_CONFIG_FILE": str(config),
                "AWS_SHARED_CREDENTIALS_FILE": str(pathlib.Path(home, "none")),
                "AWS_ENDPOINT_URL": ENDPOINT,
            }
            with unittest.mock.patch.dict(os.environ, files):
                session = botocore.session.Session(profile="audit")
                resolver = session.get_component("credential_provider")
                provider = resolver.get_provider("assume-role")
                provider._prompter = lambda _: phone.code()
                said = session.create_client("sts").get_caller_identity()
        self.assertIn(f":assumed-role/{role['RoleName']}/", said["Arn"])
