"""Access keys: two at most, switched off and on, and what is known of them."""

from with_boto3.story import Story, iam, sts, unchecked
from world import EIGYO, KEIRI, REGION, a_name

NO_KEY = "AKIANOSUCHKEYANYWHER"


class AccessKeys(Story):
    def test_a_user_has_two_keys_and_no_third(self):
        user = self.somebody("two-keys")
        second = self.hanako.create_access_key(UserName=user.name)["AccessKey"]
        self.assertEqual((second["UserName"], second["Status"]), (user.name, "Active"))
        self.assertRegex(second["AccessKeyId"], r"^AKIA[A-Z2-7]{16}$")
        self.assertEqual(len(second["SecretAccessKey"]), 40)
        said = self.refused("LimitExceeded", self.hanako.create_access_key, UserName=user.name)
        self.assertEqual(said, "Cannot exceed quota for AccessKeysPerUser: 2")

        listed = self.hanako.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
        ids = {key["AccessKeyId"] for key in listed}
        self.assertEqual(ids, {user.access_key_id, second["AccessKeyId"]})
        self.assertTrue(all("SecretAccessKey" not in key for key in listed))

    def test_a_key_works_while_it_is_active_and_there(self):
        user = self.somebody("key-owner")
        own = {"UserName": user.name, "AccessKeyId": user.access_key_id}
        self.assertEqual(sts(user).get_caller_identity()["Arn"], user.arn)

        self.hanako.update_access_key(**own, Status="Inactive")
        said = self.refused("InvalidClientTokenId", sts(user).get_caller_identity)
        self.assertEqual(said, "The security token included in the request is invalid.")
        (key,) = self.hanako.list_access_keys(UserName=user.name)["AccessKeyMetadata"]
        self.assertEqual(key["Status"], "Inactive")

        self.hanako.update_access_key(**own, Status="Active")
        self.assertEqual(sts(user).get_caller_identity()["Account"], KEIRI.id)
        self.hanako.delete_access_key(**own)
        self.refused("InvalidClientTokenId", sts(user).get_caller_identity)
        self.assertEqual(self.hanako.list_access_keys(UserName=user.name)["AccessKeyMetadata"], [])

    def test_a_key_outlives_the_name_of_its_owner(self):
        user = self.somebody("before")
        after = a_name("after")
        self.hanako.update_user(UserName=user.name, NewUserName=after)
        self.assertEqual(
            sts(user).get_caller_identity()["Arn"], f"arn:aws:iam::{KEIRI.id}:user/{after}"
        )

    def test_what_is_not_there_is_not_changed(self):
        user = self.somebody("other-owner")
        colleague = self.somebody("colleague")
        gone = a_name("gone")
        for call, more in [
            (self.hanako.create_access_key, {}),
            (self.hanako.list_access_keys, {}),
            (self.hanako.update_access_key, {"AccessKeyId": NO_KEY, "Status": "Inactive"}),
            (self.hanako.delete_access_key, {"AccessKeyId": NO_KEY}),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, UserName=gone, **more)
        for key in (NO_KEY, colleague.access_key_id):
            own = {"UserName": user.name, "AccessKeyId": key}
            said = f"The Access Key with id {key} cannot be found."
            update, delete = self.hanako.update_access_key, self.hanako.delete_access_key
            self.assertEqual(self.refused("NoSuchEntity", update, **own, Status="Active"), said)
            self.assertEqual(self.refused("NoSuchEntity", delete, **own), said)

    def test_nobody_makes_a_key_expire(self):
        user = self.somebody("expiring")
        self.refused(
            "InvalidInput",
            unchecked("iam", KEIRI["hanako"]).update_access_key,
            UserName=user.name,
            AccessKeyId=user.access_key_id,
            Status="Expired",
        )

    def test_a_key_that_was_never_used_says_so(self):
        user = self.somebody("never-used")
        answer = self.hanako.get_access_key_last_used(AccessKeyId=user.access_key_id)
        self.assertEqual(answer["UserName"], user.name)
        self.assertEqual(answer["AccessKeyLastUsed"], {"Region": "N/A", "ServiceName": "N/A"})

    def test_a_key_that_was_used_says_where(self):
        user = self.somebody("used")
        sts(user).get_caller_identity()
        answer = self.hanako.get_access_key_last_used(AccessKeyId=user.access_key_id)
        last_used = answer["AccessKeyLastUsed"]
        self.assertEqual((last_used["Region"], last_used["ServiceName"]), (REGION, "sts"))
        self.assertIsNotNone(last_used["LastUsedDate"].tzinfo)

    def test_keys_of_others_are_nobody_s_business(self):
        for person, code in [(KEIRI["taro"], "AccessDenied"), (EIGYO["yoko"], "NoSuchEntity")]:
            self.refused(
                code,
                iam(person).get_access_key_last_used,
                AccessKeyId=KEIRI["hanako"].access_key_id,
            )

    def test_the_account_of_a_key_can_be_asked_as_long_as_its_id_tells(self):
        made = self.somebody("told").access_key_id
        for asks in (KEIRI["hanako"], EIGYO["yoko"], KEIRI["root"]):
            answer = sts(asks).get_access_key_info(AccessKeyId=made)
            self.assertEqual(answer["Account"], KEIRI.id)
        # An id that somebody made up tells nothing, and only its own account looks further.
        given = KEIRI["taro"].access_key_id
        answer = sts(KEIRI["hanako"]).get_access_key_info(AccessKeyId=given)
        self.assertEqual(answer["Account"], KEIRI.id)
        self.refused("ValidationError", sts(EIGYO["yoko"]).get_access_key_info, AccessKeyId=given)

    def test_who_manages_the_own_keys_need_not_say_whose(self):
        person = KEIRI.a_self_manager()
        phone = self.gives_a_phone(person)
        session = iam(self.opens_a_session(person, phone))
        made = session.create_access_key()["AccessKey"]
        self.assertEqual(made["UserName"], person.name)
        session.update_access_key(AccessKeyId=made["AccessKeyId"], Status="Inactive")
        self.assertEqual(len(session.list_access_keys()["AccessKeyMetadata"]), 2)
        session.delete_access_key(AccessKeyId=made["AccessKeyId"])
        self.refused("AccessDenied", session.list_access_keys, UserName="hanako")
