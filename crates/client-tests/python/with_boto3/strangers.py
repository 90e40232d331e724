"""Who may not, and who is not who they say: the errors that every operation can answer."""

import dataclasses
import datetime
import unittest.mock

import botocore.auth
from botocore import UNSIGNED

from with_boto3.story import Story, client, iam, sts
from world import KEIRI, REGION, a_name


class Strangers(Story):
    def test_an_unknown_key_opens_nothing(self):
        stranger = dataclasses.replace(KEIRI["hanako"], access_key_id="AKIANOSUCHKEYANYWHER")
        for asks in (client("sts", stranger).get_caller_identity, client("iam", stranger).get_user):
            said = self.refused("InvalidClientTokenId", asks)
            self.assertEqual(said, "The security token included in the request is invalid.")

    def test_a_wrong_secret_does_not_sign(self):
        guess = "fake-and-wrong-secret-of-hanako-00000000"
        stranger = dataclasses.replace(KEIRI["hanako"], secret_access_key=guess)
        for asks in (client("sts", stranger).get_caller_identity, client("iam", stranger).get_user):
            said = self.refused("SignatureDoesNotMatch", asks)
            self.assertIn("signature", said.lower())
            self.assertNotIn(guess, said)

    def test_who_does_not_sign_is_asked_to(self):
        unsigned = client("iam", KEIRI["hanako"], signature_version=UNSIGNED)
        self.refused("MissingAuthenticationToken", unsigned.list_users)

    def test_a_signature_of_yesterday_is_too_old(self):
        yesterday = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
        asks = client("iam", KEIRI["hanako"]).list_users
        with unittest.mock.patch.object(
            botocore.auth, "get_current_datetime", lambda **_: yesterday.replace(tzinfo=None)
        ):
            said = self.refused("SignatureDoesNotMatch", asks)
        self.assertTrue(said.startswith("Signature expired: "), said)

    def test_a_changed_request_is_not_the_one_that_was_signed(self):
        hanako = client("iam", KEIRI["hanako"])

        def says_something_else(request, **_):
            request.body = request.body.replace("hanako", "taroXX")

        hanako.meta.events.register("before-send", says_something_else)
        self.refused("SignatureDoesNotMatch", hanako.get_user, UserName="hanako")


class WithoutPermission(Story):
    def test_who_was_allowed_nothing_may_do_nothing(self):
        taro = iam(KEIRI["taro"])
        for call, action in [(taro.list_users, "ListUsers"), (taro.get_user, "GetUser")]:
            with self.subTest(action):
                said = self.refused("AccessDenied", call)
                start = f"User: {KEIRI['taro'].arn} is not authorized to perform: iam:{action} on"
                end = f" because no identity-based policy allows the iam:{action} action"
                self.assertTrue(said.startswith(start) and said.endswith(end), said)

    def test_who_may_do_nothing_learns_nothing_of_who_is_there(self):
        taro = iam(KEIRI["taro"])
        nobody = a_name("nobody")
        there = self.refused("AccessDenied", taro.get_user, UserName="hanako")
        gone = self.refused("AccessDenied", taro.get_user, UserName=nobody)
        self.assertEqual(there.replace("hanako", nobody), gone)


class Unserved(Story):
    def test_what_is_not_served_is_named(self):
        said = self.refused(
            "NotImplemented",
            self.hanako.set_security_token_service_preferences,
            GlobalEndpointTokenVersion="v2Token",
        )
        self.assertIn("SetSecurityTokenServicePreferences", said)
        self.refused(
            "NotImplemented",
            sts(KEIRI["hanako"]).get_federation_token,
            Name="fake",
        )

    def test_what_aws_has_never_heard_of_is_no_operation(self):
        hanako = client("iam", KEIRI["hanako"])
        hanako.meta.events.register(
            "before-call", lambda params, **_: params["body"].update(Action="MakeCoffee")
        )
        said = self.refused("InvalidAction", hanako.list_users)
        self.assertEqual(said, "Could not find operation MakeCoffee for version 2010-05-08")

    def test_the_region_of_the_signature_is_the_caller_s_choice(self):
        far = client("sts", KEIRI["hanako"])
        self.assertEqual(far.meta.region_name, REGION)
        self.assertEqual(far.get_caller_identity()["Account"], KEIRI.id)
