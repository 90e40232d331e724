"""Groups, and what their policies allow their users."""

import json

from with_aws_cli.cli import READ_ONLY, Story, a_document
from world import KEIRI, a_name


class Groups(Story):
    def test_a_group_is_made_renamed_and_deleted(self):
        name, is_now = a_name("group"), a_name("renamed")
        made = self.types(self.hanako, f"iam create-group --group-name {name} --path /bu/")
        self.assertEqual(made["Group"]["Arn"], f"arn:aws:iam::{KEIRI.id}:group/bu/{name}")
        self.types(self.hanako, f"iam update-group --group-name {name} --new-group-name {is_now}")
        listed = self.types(self.hanako, "iam list-groups --path-prefix /bu/")["Groups"]
        self.assertEqual([group["GroupName"] for group in listed], [is_now])
        self.types(self.hanako, f"iam delete-group --group-name {is_now}")
        self.is_refused("NoSuchEntity", self.hanako, f"iam get-group --group-name {is_now}")

    def test_whoever_belongs_to_a_group_has_its_policies(self):
        group, somebody = f"--group-name {a_name('group')}", self.somebody("member")
        member = f"{group} --user-name {somebody.person.name}"
        self.types(self.hanako, f"iam create-group {group}")
        self.types(self.hanako, f"iam add-user-to-group {member}")
        (user,) = self.types(self.hanako, f"iam get-group {group}")["Users"]
        self.assertEqual(user["UserName"], somebody.person.name)
        listed = self.types(
            self.hanako, f"iam list-groups-for-user --user-name {somebody.person.name}"
        )
        self.assertEqual(len(listed["Groups"]), 1)

        self.has_an_inline_policy(group, somebody)
        self.has_a_managed_policy(group, somebody)
        self.is_refused("DeleteConflict", self.hanako, f"iam delete-group {group}")
        self.types(self.hanako, f"iam remove-user-from-group {member}")

    def has_an_inline_policy(self, group, somebody):
        look = f"{group} --policy-name look"
        self.is_refused("AccessDenied", somebody, "iam list-users")
        self.hanako.writes("look.json", a_document())
        self.types(self.hanako, f"iam put-group-policy {look} --policy-document file://look.json")
        self.types(somebody, "iam list-users")
        found = self.types(self.hanako, f"iam get-group-policy {look}")
        self.assertEqual(found["PolicyDocument"], json.loads(a_document()))
        listed = self.types(self.hanako, f"iam list-group-policies {group}")["PolicyNames"]
        self.assertEqual(listed, ["look"])
        self.types(self.hanako, f"iam delete-group-policy {look}")

    def has_a_managed_policy(self, group, somebody):
        policy = f"{group} --policy-arn {READ_ONLY}"
        self.is_refused("AccessDenied", somebody, "iam list-groups")
        self.types(self.hanako, f"iam attach-group-policy {policy}")
        self.types(somebody, "iam list-groups")
        (attached,) = self.types(self.hanako, f"iam list-attached-group-policies {group}")[
            "AttachedPolicies"
        ]
        self.assertEqual(attached["PolicyArn"], READ_ONLY)
        self.types(self.hanako, f"iam detach-group-policy {policy}")
        self.is_refused("AccessDenied", somebody, "iam list-groups")
