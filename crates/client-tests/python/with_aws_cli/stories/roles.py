"""Roles: made, trusted, and what they may do."""

import json

from with_aws_cli.cli import NEEDS_MFA, READ_ONLY, Story, a_document, a_trust
from world import KEIRI, a_name


class Roles(Story):
    def setUp(self):
        super().setUp()
        self.name = a_name("role")
        self.role = f"--role-name {self.name}"
        self.hanako.writes("trust.json", a_trust())
        self.made = self.types(
            self.hanako,
            f"iam create-role {self.role} --path /bu/ --tags Key=bumon,Value=経理 "
            "--assume-role-policy-document file://trust.json",
        )["Role"]

    def test_a_role_is_made_changed_and_deleted(self):
        self.assertEqual(self.made["Arn"], f"arn:aws:iam::{KEIRI.id}:role/bu/{self.name}")
        self.types(self.hanako, f"iam wait role-exists {self.role}")
        self.types(self.hanako, f"iam update-role {self.role} --max-session-duration 7200")
        self.types(self.hanako, f"iam update-role-description {self.role} --description looks")
        found = self.types(self.hanako, f"iam get-role {self.role}")["Role"]
        self.assertEqual((found["MaxSessionDuration"], found["Description"]), (7200, "looks"))
        self.assertEqual(found["AssumeRolePolicyDocument"], json.loads(a_trust()))
        listed = self.types(self.hanako, "iam list-roles --path-prefix /bu/")["Roles"]
        self.assertIn(self.name, [role["RoleName"] for role in listed])
        self.types(self.hanako, f"iam tag-role {self.role} --tags Key=kai,Value=3")
        self.types(self.hanako, f"iam untag-role {self.role} --tag-keys bumon")
        tags = self.types(self.hanako, f"iam list-role-tags {self.role}")["Tags"]
        self.assertEqual(tags, [{"Key": "kai", "Value": "3"}])
        self.types(self.hanako, f"iam delete-role {self.role}")
        self.is_refused("NoSuchEntity", self.hanako, f"iam get-role {self.role}")

    def test_whom_a_role_trusts_is_changed(self):
        needs_mfa = a_trust(NEEDS_MFA)
        take = f"sts assume-role --role-arn {self.made['Arn']} --role-session-name work"
        self.types(self.hanako, take)
        self.hanako.writes("mfa.json", needs_mfa)
        update = f"iam update-assume-role-policy {self.role} --policy-document"
        self.types(self.hanako, f"{update} file://mfa.json")
        found = self.types(self.hanako, f"iam get-role {self.role}")["Role"]
        self.assertEqual(found["AssumeRolePolicyDocument"], json.loads(needs_mfa))
        self.is_refused("AccessDenied", self.hanako, take)
        self.hanako.writes("broken.json", a_document())
        self.is_refused("MalformedPolicyDocument", self.hanako, f"{update} file://broken.json")

    def test_a_role_has_policies_and_a_boundary(self):
        look, policy = f"{self.role} --policy-name look", f"{self.role} --policy-arn {READ_ONLY}"
        self.hanako.writes("look.json", a_document())
        self.types(self.hanako, f"iam put-role-policy {look} --policy-document file://look.json")
        found = self.types(self.hanako, f"iam get-role-policy {look}")
        self.assertEqual(found["PolicyDocument"], json.loads(a_document()))
        listed = self.types(self.hanako, f"iam list-role-policies {self.role}")["PolicyNames"]
        self.assertEqual(listed, ["look"])
        self.types(self.hanako, f"iam delete-role-policy {look}")
        self.types(self.hanako, f"iam attach-role-policy {policy}")
        (attached,) = self.types(self.hanako, f"iam list-attached-role-policies {self.role}")[
            "AttachedPolicies"
        ]
        self.assertEqual(attached["PolicyArn"], READ_ONLY)
        self.types(
            self.hanako,
            f"iam put-role-permissions-boundary {self.role} --permissions-boundary {READ_ONLY}",
        )
        bounded = self.types(self.hanako, f"iam get-role {self.role}")["Role"]
        self.assertEqual(bounded["PermissionsBoundary"]["PermissionsBoundaryArn"], READ_ONLY)
        self.types(self.hanako, f"iam delete-role-permissions-boundary {self.role}")
        self.is_refused("DeleteConflict", self.hanako, f"iam delete-role {self.role}")
        self.types(self.hanako, f"iam detach-role-policy {policy}")
