"""Passwords: an administrator gives one, its owner changes it, and none of them is weak."""

from with_boto3.story import Story, iam, sts
from world import KEIRI, a_name

GOOD = "fake-password-of-somebody"
BETTER = "fake-and-better-password"
SHORT = "seven77"
COMMON = "password1"


class LoginProfiles(Story):
    def test_an_administrator_gives_changes_and_takes_a_password(self):
        name = self.somebody("login").name
        made = self.hanako.create_login_profile(
            UserName=name, Password=GOOD, PasswordResetRequired=True
        )["LoginProfile"]
        self.assertEqual((made["UserName"], made["PasswordResetRequired"]), (name, True))
        self.hanako.update_login_profile(
            UserName=name, Password=BETTER, PasswordResetRequired=False
        )
        found = self.hanako.get_login_profile(UserName=name)["LoginProfile"]
        self.assertEqual(found["PasswordResetRequired"], False)
        self.assertEqual(found["CreateDate"], made["CreateDate"])
        self.hanako.delete_login_profile(UserName=name)
        said = self.refused("NoSuchEntity", self.hanako.get_login_profile, UserName=name)
        self.assertEqual(said, f"Login Profile for User {name} cannot be found.")

    def test_a_user_has_one_password(self):
        name = self.somebody("one-password").name
        self.hanako.create_login_profile(UserName=name, Password=GOOD)
        said = self.refused(
            "EntityAlreadyExists",
            self.hanako.create_login_profile,
            UserName=name,
            Password=BETTER,
        )
        self.assertEqual(said, f"Login Profile for user {name} already exists.")

    def test_without_a_user_or_a_password_there_is_nothing_to_change(self):
        gone = a_name("gone")
        no_password = self.somebody("no-password").name
        for name in (gone, no_password):
            for call, more in [
                (self.hanako.get_login_profile, {}),
                (self.hanako.update_login_profile, {"Password": GOOD}),
                (self.hanako.delete_login_profile, {}),
            ]:
                with self.subTest(call=call.__name__, name=name):
                    self.refused("NoSuchEntity", call, UserName=name, **more)
        self.refused("NoSuchEntity", self.hanako.create_login_profile, UserName=gone, Password=GOOD)

    def test_a_weak_password_is_given_to_nobody(self):
        name = self.somebody("weak").name
        for weak in (SHORT, COMMON):
            self.refused(
                "PasswordPolicyViolation",
                self.hanako.create_login_profile,
                UserName=name,
                Password=weak,
            )
        self.hanako.create_login_profile(UserName=name, Password=GOOD)
        for weak in (SHORT, COMMON):
            self.refused(
                "PasswordPolicyViolation",
                self.hanako.update_login_profile,
                UserName=name,
                Password=weak,
            )


class OwnPasswords(Story):
    def test_the_own_password_is_changed_by_who_knows_it(self):
        person = KEIRI.a_self_manager()
        own = iam(person)
        self.refused("AccessDenied", own.change_password, OldPassword=GOOD, NewPassword=BETTER)
        for weak in (SHORT, COMMON):
            self.refused(
                "PasswordPolicyViolation",
                own.change_password,
                OldPassword=person.password,
                NewPassword=weak,
            )
        own.change_password(OldPassword=person.password, NewPassword=BETTER)
        self.refused(
            "AccessDenied", own.change_password, OldPassword=person.password, NewPassword=GOOD
        )
        own.change_password(OldPassword=BETTER, NewPassword=GOOD)

    def test_who_has_no_password_cannot_change_it(self):
        person = KEIRI.a_self_manager()
        self.hanako.delete_login_profile(UserName=person.name)
        self.refused(
            "NoSuchEntity", iam(person).change_password, OldPassword=GOOD, NewPassword=BETTER
        )

    def test_root_changes_the_password_in_the_console(self):
        root = KEIRI["root"]
        self.refused(
            "InvalidUserType",
            iam(root).change_password,
            OldPassword=root.password,
            NewPassword=BETTER,
        )

    def test_a_changed_password_ends_the_sessions_from_before(self):
        person = KEIRI.a_self_manager()
        session = self.opens_a_session(person)
        self.assertEqual(sts(session).get_caller_identity()["Arn"], person.arn)
        iam(person).change_password(OldPassword=person.password, NewPassword=BETTER)
        self.refused("InvalidClientTokenId", sts(session).get_caller_identity)
        self.assertEqual(sts(person).get_caller_identity()["Arn"], person.arn)
