"""Users, their keys and their passwords."""

from with_aws_cli.cli import Story
from world import KEIRI, a_name


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
