"""Policies of users, managed policies with their versions, boundaries and the simulator."""

import json
import shlex

from with_aws_cli.cli import NEEDS_MFA, READ_ONLY, Story, a_document
from world import KEIRI, a_name

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class OfUsers(Story):
    def test_an_inline_policy_is_put_read_and_deleted(self):
        somebody = self.somebody("inline")
        user = f"--user-name {somebody.person.name}"
        look = f"{user} --policy-name look"
        self.hanako.writes("look.json", a_document())
        self.types(self.hanako, f"iam put-user-policy {look} --policy-document file://look.json")
        self.types(somebody, "iam list-users")
        found = self.types(self.hanako, f"iam get-user-policy {look}")
        self.assertEqual(found["PolicyDocument"], json.loads(a_document()))
        listed = self.types(self.hanako, f"iam list-user-policies {user}")["PolicyNames"]
        self.assertEqual(listed, ["look"])
        self.hanako.writes("broken.json", a_document().replace("Allow", "Permit"))
        self.is_refused(
            "MalformedPolicyDocument",
            self.hanako,
            f"iam put-user-policy {look} --policy-document file://broken.json",
        )
        self.types(self.hanako, f"iam delete-user-policy {look}")
        self.is_refused("AccessDenied", somebody, "iam list-users")

    def test_a_boundary_bounds_what_an_attached_policy_allows(self):
        somebody = self.somebody("bounded")
        user = f"--user-name {somebody.person.name}"
        policy = f"{user} --policy-arn {ADMINISTRATOR}"
        self.types(self.hanako, f"iam attach-user-policy {policy}")
        (attached,) = self.types(self.hanako, f"iam list-attached-user-policies {user}")[
            "AttachedPolicies"
        ]
        self.assertEqual(attached["PolicyName"], "AdministratorAccess")
        self.types(
            self.hanako,
            f"iam put-user-permissions-boundary {user} --permissions-boundary {READ_ONLY}",
        )
        bounded = self.types(somebody, "iam get-user")["User"]["PermissionsBoundary"]
        self.assertEqual(bounded["PermissionsBoundaryArn"], READ_ONLY)
        said = self.is_refused("AccessDenied", somebody, "iam create-group --group-name none")
        self.assertIn("because no permissions boundary allows", said)
        self.types(self.hanako, f"iam delete-user-permissions-boundary {user}")
        self.types(somebody, f"iam create-group --group-name {a_name('unbound')}")
        self.types(self.hanako, f"iam detach-user-policy {policy}")
        self.is_refused("AccessDenied", somebody, "iam list-users")


class Managed(Story):
    def setUp(self):
        super().setUp()
        self.name = a_name("policy")
        self.hanako.writes("look.json", a_document())
        made = self.types(
            self.hanako,
            f"iam create-policy --policy-name {self.name} --path /bu/ --description 'to look' "
            "--policy-document file://look.json",
        )
        self.arn = made["Policy"]["Arn"]
        self.policy = f"--policy-arn {self.arn}"

    def test_a_policy_has_versions_of_which_one_decides(self):
        self.assertEqual(self.arn, f"arn:aws:iam::{KEIRI.id}:policy/bu/{self.name}")
        self.types(self.hanako, f"iam wait policy-exists {self.policy}")
        self.hanako.writes("groups.json", a_document("iam:ListGroups"))
        self.types(
            self.hanako,
            f"iam create-policy-version {self.policy} --policy-document file://groups.json "
            "--set-as-default",
        )
        found = self.types(self.hanako, f"iam get-policy {self.policy}")["Policy"]
        self.assertEqual((found["DefaultVersionId"], found["Description"]), ("v2", "to look"))
        v1, v2 = f"{self.policy} --version-id v1", f"{self.policy} --version-id v2"
        version = self.types(self.hanako, f"iam get-policy-version {v1}")["PolicyVersion"]
        self.assertEqual(version["Document"], json.loads(a_document()))
        self.types(self.hanako, f"iam set-default-policy-version {v1}")
        versions = self.types(self.hanako, f"iam list-policy-versions {self.policy}")["Versions"]
        decides = {one["VersionId"]: one["IsDefaultVersion"] for one in versions}
        self.assertEqual(decides, {"v1": True, "v2": False})
        self.is_refused("DeleteConflict", self.hanako, f"iam delete-policy {self.policy}")
        self.types(self.hanako, f"iam delete-policy-version {v2}")
        self.types(self.hanako, f"iam delete-policy {self.policy}")
        self.is_refused("NoSuchEntity", self.hanako, f"iam get-policy {self.policy}")

    def test_who_has_a_policy_is_listed(self):
        somebody = self.somebody("has").person.name
        self.types(self.hanako, f"iam attach-user-policy --user-name {somebody} {self.policy}")
        found = self.types(self.hanako, f"iam list-entities-for-policy {self.policy}")
        self.assertEqual([user["UserName"] for user in found["PolicyUsers"]], [somebody])
        listed = self.types(
            self.hanako, "iam list-policies --scope Local --only-attached --path-prefix /bu/"
        )["Policies"]
        self.assertEqual(
            [(one["PolicyName"], one["AttachmentCount"]) for one in listed], [(self.name, 1)]
        )
        details = self.types(
            self.hanako, "iam get-account-authorization-details --filter User LocalManagedPolicy"
        )
        (user,) = [one for one in details["UserDetailList"] if one["UserName"] == somebody]
        self.assertEqual(user["AttachedManagedPolicies"][0]["PolicyArn"], self.arn)
        (policy,) = [one for one in details["Policies"] if one["Arn"] == self.arn]
        (version,) = policy["PolicyVersionList"]
        self.assertEqual(version["Document"], json.loads(a_document()))

    def test_a_policy_carries_tags(self):
        self.types(
            self.hanako, f"iam tag-policy {self.policy} --tags Key=a,Value=1 Key=bumon,Value=経理"
        )
        self.types(self.hanako, f"iam untag-policy {self.policy} --tag-keys a")
        tags = self.types(self.hanako, f"iam list-policy-tags {self.policy}")["Tags"]
        self.assertEqual(tags, [{"Key": "bumon", "Value": "経理"}])


class Simulator(Story):
    def test_a_document_is_asked_before_anybody_has_it(self):
        needs_mfa = a_document(condition=NEEDS_MFA)
        document = f"--policy-input-list {shlex.quote(needs_mfa)}"
        keys = self.types(self.hanako, f"iam get-context-keys-for-custom-policy {document}")
        self.assertEqual(keys["ContextKeyNames"], ["aws:MultiFactorAuthPresent"])
        asked = f"{document} --action-names iam:ListUsers"
        entry = "ContextKeyName=aws:MultiFactorAuthPresent,ContextKeyType=boolean"
        for more, decision in [
            ("", "implicitDeny"),
            (f" --context-entries {entry},ContextKeyValues=false", "implicitDeny"),
            (f" --context-entries {entry},ContextKeyValues=true", "allowed"),
        ]:
            with self.subTest(more):
                answer = self.types(self.hanako, f"iam simulate-custom-policy {asked}{more}")
                (result,) = answer["EvaluationResults"]
                self.assertEqual(result["EvalDecision"], decision)

    def test_the_policies_of_somebody_are_asked(self):
        somebody = self.somebody("simulated").person
        source = f"--policy-source-arn {somebody.arn}"
        self.types(
            self.hanako,
            f"iam attach-user-policy --user-name {somebody.name} --policy-arn {READ_ONLY}",
        )
        keys = self.types(self.hanako, f"iam get-context-keys-for-principal-policy {source}")
        self.assertEqual(keys["ContextKeyNames"], [])
        answer = self.types(
            self.hanako,
            f"iam simulate-principal-policy {source} --action-names iam:ListUsers iam:CreateUser",
        )
        decided = {
            one["EvalActionName"]: one["EvalDecision"] for one in answer["EvaluationResults"]
        }
        self.assertEqual(decided, {"iam:ListUsers": "allowed", "iam:CreateUser": "implicitDeny"})
