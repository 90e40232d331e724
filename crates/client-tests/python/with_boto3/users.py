"""Users: they come, are renamed, carry tags, stand in lists, and go."""

from with_boto3.story import Story, iam, unchecked
from world import KEIRI, a_name

TAGS_MAX = 50


class Users(Story):
    def test_somebody_comes_is_renamed_and_goes(self):
        came, is_now = a_name("came"), a_name("renamed")
        user = self.hanako.create_user(UserName=came, Path="/tokyo/")["User"]
        self.assertEqual(user["UserName"], came)
        self.assertEqual(user["Path"], "/tokyo/")
        self.assertEqual(user["Arn"], f"arn:aws:iam::{KEIRI.id}:user/tokyo/{came}")
        self.assertRegex(user["UserId"], r"^AIDA[A-Z2-7]{17}$")
        self.assertIsNotNone(user["CreateDate"].tzinfo)

        self.hanako.update_user(UserName=came, NewUserName=is_now, NewPath="/osaka/")
        renamed = self.hanako.get_user(UserName=is_now)["User"]
        self.assertEqual(renamed["Arn"], f"arn:aws:iam::{KEIRI.id}:user/osaka/{is_now}")
        self.assertEqual(renamed["UserId"], user["UserId"])
        self.assertEqual(renamed["CreateDate"], user["CreateDate"])
        self.assertNotIn("PasswordLastUsed", renamed)

        self.hanako.delete_user(UserName=is_now)
        for name in (came, is_now):
            said = self.refused("NoSuchEntity", self.hanako.get_user, UserName=name)
            self.assertEqual(said, f"The user with name {name} cannot be found.")

    def test_who_asks_for_nobody_is_told_about_oneself(self):
        self.assertEqual(self.hanako.get_user()["User"]["Arn"], KEIRI["hanako"].arn)
        root = iam(KEIRI["root"]).get_user()["User"]
        self.assertEqual(root["Arn"], KEIRI["root"].arn)
        self.assertEqual(root["UserId"], KEIRI.id)

    def test_every_letter_that_a_name_may_have_arrives(self):
        name = a_name("_plus+equals=comma,dot.at@example")
        arn = self.hanako.create_user(UserName=name)["User"]["Arn"]
        self.assertEqual(arn, f"arn:aws:iam::{KEIRI.id}:user/{name}")
        self.assertEqual(self.hanako.get_user(UserName=name)["User"]["UserName"], name)
        self.hanako.delete_user(UserName=name)

    def test_a_name_is_taken_in_every_spelling(self):
        said = self.refused("EntityAlreadyExists", self.hanako.create_user, UserName="hanako")
        self.assertEqual(said, "User with name hanako already exists.")
        self.refused("EntityAlreadyExists", self.hanako.create_user, UserName="HaNaKo")
        other = a_name("other")
        self.hanako.create_user(UserName=other)
        self.refused(
            "EntityAlreadyExists", self.hanako.update_user, UserName=other, NewUserName="HANAKO"
        )

    def test_nobody_is_renamed_tagged_or_deleted_who_is_not_there(self):
        gone = a_name("gone")
        for call, more in [
            (self.hanako.update_user, {"NewPath": "/x/"}),
            (self.hanako.delete_user, {}),
            (self.hanako.tag_user, {"Tags": [{"Key": "team", "Value": "sales"}]}),
            (self.hanako.untag_user, {"TagKeys": ["team"]}),
            (self.hanako.list_user_tags, {}),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, UserName=gone, **more)

    def test_who_still_has_something_stays(self):
        name = self.somebody("owner").name
        said = self.refused("DeleteConflict", self.hanako.delete_user, UserName=name)
        self.assertEqual(said, "Cannot delete entity, must delete access keys first.")
        (key,) = self.hanako.list_access_keys(UserName=name)["AccessKeyMetadata"]
        self.hanako.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])

        self.hanako.create_login_profile(UserName=name, Password="fake-password-of-an-owner")
        said = self.refused("DeleteConflict", self.hanako.delete_user, UserName=name)
        self.assertEqual(said, "Cannot delete entity, must delete login profile first.")
        self.hanako.delete_login_profile(UserName=name)
        self.hanako.delete_user(UserName=name)

    def test_a_name_that_aws_would_not_take_is_not_taken(self):
        hanako = unchecked("iam", KEIRI["hanako"])
        at = "failed to satisfy constraint: Member must"
        for name, said in [
            ("x" * 65, f"Value at 'userName' {at} have length less than or equal to 64"),
            ("two words", f"Value at 'userName' {at} satisfy regular expression pattern: "),
        ]:
            with self.subTest(name):
                heard = self.refused("ValidationError", hanako.create_user, UserName=name)
                self.assertTrue(heard.startswith(f"1 validation error detected: {said}"), heard)


class Tags(Story):
    def setUp(self):
        super().setUp()
        self.name = a_name("tagged")
        self.hanako.create_user(UserName=self.name, Tags=[{"Key": "team", "Value": "sales"}])

    def tags(self):
        tags = self.hanako.list_user_tags(UserName=self.name)["Tags"]
        return [(tag["Key"], tag["Value"]) for tag in tags]

    def test_tags_are_put_on_replaced_and_taken_off(self):
        more = [{"Key": "team", "Value": "support"}, {"Key": "floor", "Value": ""}]
        self.hanako.tag_user(UserName=self.name, Tags=more)
        self.assertCountEqual(self.tags(), [("team", "support"), ("floor", "")])
        self.hanako.untag_user(UserName=self.name, TagKeys=["floor", "never-there"])
        self.assertEqual(self.tags(), [("team", "support")])
        user = self.hanako.get_user(UserName=self.name)["User"]
        self.assertEqual(user["Tags"], [{"Key": "team", "Value": "support"}])

    def test_tags_are_in_any_language(self):
        tag = {"Key": "部署", "Value": "営業部 + 経理部 = é"}
        self.hanako.tag_user(UserName=self.name, Tags=[tag])
        self.assertIn((tag["Key"], tag["Value"]), self.tags())
        self.hanako.untag_user(UserName=self.name, TagKeys=[tag["Key"]])
        self.assertEqual(self.tags(), [("team", "sales")])

    def test_a_key_is_there_once_and_none_of_them_is_aws_s(self):
        twice = [{"Key": "floor", "Value": "1"}, {"Key": "Floor", "Value": "2"}]
        reserved = [{"Key": "aws:team", "Value": "1"}]
        for tags, said in [
            (twice, "Duplicate tag keys found. Please note that Tag keys are case insensitive."),
            (reserved, "Tag keys beginning with aws: are reserved for system use."),
        ]:
            for call, name in [
                (self.hanako.tag_user, self.name),
                (self.hanako.create_user, a_name("new")),
            ]:
                with self.subTest(call=call.__name__, tags=tags):
                    heard = self.refused("InvalidInput", call, UserName=name, Tags=tags)
                    self.assertEqual(heard, said)

    def test_a_user_carries_fifty_tags_and_no_more(self):
        most = [{"Key": f"key-{n}", "Value": "x"} for n in range(TAGS_MAX - 1)]
        self.hanako.tag_user(UserName=self.name, Tags=most)
        one_more = [{"Key": "one-more", "Value": "x"}]
        self.refused("LimitExceeded", self.hanako.tag_user, UserName=self.name, Tags=one_more)
        self.assertEqual(len(self.tags()), TAGS_MAX)

    def test_tags_come_in_pages(self):
        more = [{"Key": f"key-{n}", "Value": "x"} for n in range(4)]
        self.hanako.tag_user(UserName=self.name, Tags=more)
        pages = list(
            self.hanako.get_paginator("list_user_tags").paginate(
                UserName=self.name, PaginationConfig={"PageSize": 2}
            )
        )
        self.assertEqual([len(page["Tags"]) for page in pages], [2, 2, 1])


class Lists(Story):
    def setUp(self):
        super().setUp()
        self.path = f"/{a_name('list')}/"
        self.names = [a_name("listed") for _ in range(5)]
        for name in self.names:
            self.hanako.create_user(UserName=name, Path=self.path)

    def test_every_user_stands_once_in_the_pages(self):
        pages = list(
            self.hanako.get_paginator("list_users").paginate(
                PathPrefix=self.path, PaginationConfig={"PageSize": 2}
            )
        )
        self.assertEqual([page["IsTruncated"] for page in pages], [True, True, False])
        self.assertNotIn("Marker", pages[-1])
        listed = [user["UserName"] for page in pages for user in page["Users"]]
        self.assertEqual(sorted(listed), sorted(self.names))

    def test_everybody_is_listed_without_a_path(self):
        pages = self.hanako.get_paginator("list_users").paginate()
        listed = {user["UserName"] for page in pages for user in page["Users"]}
        self.assertTrue(listed.issuperset(self.names) and listed.issuperset(KEIRI.names))
        self.assertNotIn("root", listed)

    def test_a_marker_leads_on_in_its_own_list_only(self):
        page = self.hanako.list_users(PathPrefix=self.path, MaxItems=1)
        for marker in (page["Marker"], "no-such-marker"):
            said = self.refused(
                "ValidationError", self.hanako.list_virtual_mfa_devices, Marker=marker
            )
            self.assertEqual(said, "Invalid Marker.")

    def test_a_page_has_a_thousand_entries_at_most(self):
        hanako = unchecked("iam", KEIRI["hanako"])
        said = self.refused("ValidationError", hanako.list_users, MaxItems=1001)
        self.assertEqual(
            said,
            "1 validation error detected: Value at 'maxItems' failed to satisfy constraint: "
            "Member must have value less than or equal to 1000",
        )
