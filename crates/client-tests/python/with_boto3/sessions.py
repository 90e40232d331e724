"""Sessions: a key and a code open them, and what they may do depends on the code."""

import concurrent.futures
import contextlib
import dataclasses
import datetime
import urllib.error
import urllib.request

from botocore.exceptions import ClientError

from with_boto3.story import Story, client, iam, sts, unchecked
from world import KEIRI

CODE_REFUSED = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
DEVICE_REFUSED = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
    "serial number is valid and associated with this user."
)
BOTH_OR_NEITHER = (
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code."
)
# How many ask at once.
TERMINALS = 8
# More wrong codes than are free.
GUESSES = 6
# How long a machine may take to answer.
SLACK_SECONDS = 120


class Identity(Story):
    def test_everybody_may_ask_who_they_are(self):
        for person in (KEIRI["hanako"], KEIRI["taro"], KEIRI["root"]):
            answer = sts(person).get_caller_identity()
            self.assertEqual((answer["Arn"], answer["Account"]), (person.arn, KEIRI.id))
        self.assertEqual(answer["UserId"], KEIRI.id)
        user = self.hanako.get_user()["User"]
        self.assertEqual(sts(KEIRI["hanako"]).get_caller_identity()["UserId"], user["UserId"])

    def test_a_signed_address_says_who_signed_it(self):
        taro = KEIRI["taro"]
        address = sts(taro).generate_presigned_url("get_caller_identity", HttpMethod="GET")
        with urllib.request.urlopen(address) as answer:
            self.assertIn(f"<Arn>{taro.arn}</Arn>", answer.read().decode())
        forged = address.replace("X-Amz-Signature=", "X-Amz-Signature=0")
        with self.assertRaises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(forged)
        with refused.exception as error:
            self.assertEqual(error.code, 403)


class WithACode(Story):
    def test_a_session_with_mfa_may_do_what_its_owner_may(self):
        person = KEIRI.an_administrator()
        phone = self.gives_a_phone(person)
        session = self.opens_a_session(person, phone)
        self.assertRegex(session.access_key_id, r"^ASIA[A-Z2-7]{16}$")
        self.assertEqual(sts(session).get_caller_identity()["Arn"], person.arn)
        self.assertEqual(iam(session).get_user()["User"]["UserName"], person.name)
        self.assertTrue(iam(session).list_users()["Users"])

    def test_who_manages_the_own_credentials_needs_the_code_for_it(self):
        person = KEIRI.a_self_manager()
        own = iam(person)
        own.get_user()
        said = self.refused("AccessDenied", own.list_access_keys)
        start = f"User: {person.arn} is not authorized to perform: iam:ListAccessKeys on resource:"
        policy = "arn:aws:iam::aws:policy/SekishoManageOwnCredentials"
        end = f" with an explicit deny in an identity-based policy: {policy}"
        self.assertTrue(said.startswith(start) and said.endswith(end), said)
        phone = self.gives_a_phone(person)
        session = iam(self.opens_a_session(person, phone))
        self.assertEqual(len(session.list_access_keys()["AccessKeyMetadata"]), 1)

    def test_a_code_opens_one_session(self):
        person = self.somebody("twice")
        phone = self.gives_a_phone(person)
        self.opens_a_session(person, phone)
        said = self.refused(
            "AccessDenied",
            sts(person).get_session_token,
            SerialNumber=phone.serial_number,
            TokenCode=phone.code(),
        )
        self.assertEqual(said, CODE_REFUSED)

    def test_of_many_terminals_with_one_code_one_gets_in(self):
        person = self.somebody("many-terminals")
        phone = self.gives_a_phone(person)
        ask = {"SerialNumber": phone.serial_number, "TokenCode": phone.code()}

        def get_in(terminal):
            with contextlib.suppress(ClientError):
                return terminal.get_session_token(**ask)["Credentials"]

        terminals = [client("sts", person) for _ in range(TERMINALS)]
        with concurrent.futures.ThreadPoolExecutor(TERMINALS) as pool:
            opened = [keys for keys in pool.map(get_in, terminals) if keys]
        self.assertEqual(len(opened), 1)
        self.assertEqual(sts(person.with_keys(opened[0])).get_caller_identity()["Arn"], person.arn)

    def test_who_guesses_is_kept_out_even_with_the_right_code(self):
        person = self.somebody("guesses")
        phone = self.gives_a_phone(person)
        ask = sts(person).get_session_token
        for code in [phone.wrong_code()] * GUESSES + [phone.code()]:
            said = self.refused(
                "AccessDenied", ask, SerialNumber=phone.serial_number, TokenCode=code
            )
        self.assertEqual(said, DEVICE_REFUSED)
        self.assertEqual(sts(person).get_caller_identity()["Arn"], person.arn)

    def test_a_wrong_code_or_one_of_the_enrolment_opens_nothing(self):
        person = self.somebody("wrong")
        phone = self.gives_a_phone(person)
        for code in (phone.wrong_code(), *phone.two_codes()):
            said = self.refused(
                "AccessDenied",
                sts(person).get_session_token,
                SerialNumber=phone.serial_number,
                TokenCode=code,
            )
            self.assertEqual(said, CODE_REFUSED)

    def test_only_the_own_device_counts(self):
        person, colleague = self.somebody("own-device"), self.somebody("colleague")
        self.gives_a_phone(person)
        theirs, nobodys = self.gives_a_phone(colleague), self.a_device()
        nowhere = f"arn:aws:iam::{KEIRI.id}:mfa/no-such-phone"
        for serial, code in [
            (theirs.serial_number, theirs.code()),
            (nobodys.serial_number, nobodys.code()),
            (nowhere, "000000"),
        ]:
            with self.subTest(serial):
                said = self.refused(
                    "AccessDenied",
                    sts(person).get_session_token,
                    SerialNumber=serial,
                    TokenCode=code,
                )
                self.assertEqual(said, DEVICE_REFUSED)
        self.opens_a_session(colleague, theirs)

    def test_a_device_without_its_code_is_not_enough_nor_is_a_code_alone(self):
        person = self.somebody("half")
        phone = self.gives_a_phone(person)
        for half in ({"SerialNumber": phone.serial_number}, {"TokenCode": phone.code()}):
            said = self.refused("AccessDenied", sts(person).get_session_token, **half)
            self.assertEqual(said, BOTH_OR_NEITHER)
        self.opens_a_session(person, phone)

    def test_what_a_security_key_types_is_no_code_and_is_not_repeated(self):
        person = self.somebody("yubikey")
        phone = self.gives_a_phone(person)
        typed = "cccccbdfgtrhjknlvcbtrfhrikkvjdhtfgubnibdjjtd"
        said = self.refused(
            "ValidationError",
            unchecked("sts", person).get_session_token,
            SerialNumber=phone.serial_number,
            TokenCode=typed,
        )
        self.assertTrue(said.startswith("2 validation errors detected: "), said)
        self.assertNotIn(typed, said)

    def test_two_devices_are_two_ways_in(self):
        person = self.somebody("two-phones")
        first, second = self.gives_a_phone(person), self.gives_a_phone(person)
        self.opens_a_session(person, first)
        self.opens_a_session(person, second)


class WithoutACode(Story):
    def test_a_session_without_mfa_does_not_reach_iam(self):
        for person in (KEIRI["hanako"], KEIRI["root"]):
            session = self.opens_a_session(person)
            self.assertEqual(sts(session).get_caller_identity()["Arn"], person.arn)
            said = self.refused("InvalidClientTokenId", iam(session).get_user)
            self.assertEqual(said, "The security token included in the request is invalid")

    def test_a_session_opens_no_session(self):
        person = self.somebody("session")
        phone = self.gives_a_phone(person)
        for session in (self.opens_a_session(person), self.opens_a_session(person, phone)):
            said = self.refused("AccessDenied", sts(session).get_session_token)
            self.assertEqual(said, "Cannot call GetSessionToken with session credentials")

    def test_the_keys_of_a_session_are_nothing_without_its_own_token(self):
        hanako, taro = (self.opens_a_session(KEIRI[name]) for name in ("hanako", "taro"))
        for token in (None, taro.session_token, hanako.session_token + "A", "no-such-token"):
            with self.subTest(token):
                wrong = dataclasses.replace(hanako, session_token=token)
                self.refused("InvalidClientTokenId", client("sts", wrong).get_caller_identity)


class Durations(Story):
    def lasts(self, person, **arguments):
        before = datetime.datetime.now(datetime.UTC)
        credentials = sts(person).get_session_token(**arguments)["Credentials"]
        return (credentials["Expiration"] - before).total_seconds()

    def test_a_session_lasts_as_long_as_was_asked_for(self):
        hanako, root = KEIRI["hanako"], KEIRI["root"]
        for person, asked, seconds in [
            (hanako, {}, 43_200),
            (hanako, {"DurationSeconds": 900}, 900),
            (hanako, {"DurationSeconds": 129_600}, 129_600),
            (root, {}, 3_600),
            (root, {"DurationSeconds": 900}, 900),
            (root, {"DurationSeconds": 129_600}, 3_600),
        ]:
            with self.subTest(person=person.name, asked=asked):
                self.assertAlmostEqual(self.lasts(person, **asked), seconds, delta=SLACK_SECONDS)

    def test_no_session_is_shorter_than_a_quarter_of_an_hour_or_longer_than_a_day_and_a_half(self):
        asks = unchecked("sts", KEIRI["hanako"])
        for seconds, said in [
            (
                899,
                "Value '899' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value greater than or equal to 900",
            ),
            (
                129_601,
                "Value '129601' at 'durationSeconds' failed to satisfy constraint: "
                "Member must have value less than or equal to 129600",
            ),
        ]:
            heard = self.refused("ValidationError", asks.get_session_token, DurationSeconds=seconds)
            self.assertEqual(heard, f"1 validation error detected: {said}")


class Endings(Story):
    def test_taking_a_device_away_ends_the_sessions_of_its_owner(self):
        person = self.somebody("loses-phone")
        phone = self.gives_a_phone(person)
        with_code, without = self.opens_a_session(person, phone), self.opens_a_session(person)
        for session in (with_code, without):
            sts(session).get_caller_identity()
        self.hanako.deactivate_mfa_device(UserName=person.name, SerialNumber=phone.serial_number)
        for session in (with_code, without):
            self.refused("InvalidClientTokenId", sts(session).get_caller_identity)
        self.assertEqual(sts(person).get_caller_identity()["Arn"], person.arn)

    def test_a_new_password_ends_the_sessions_of_its_owner(self):
        person = self.somebody("new-password")
        self.hanako.create_login_profile(UserName=person.name, Password="fake-first-password")
        session = self.opens_a_session(person)
        self.hanako.update_login_profile(UserName=person.name, Password="fake-second-password")
        self.refused("InvalidClientTokenId", sts(session).get_caller_identity)

    def test_a_session_ends_with_its_user(self):
        person = self.somebody("leaves")
        session = self.opens_a_session(person)
        self.hanako.delete_access_key(UserName=person.name, AccessKeyId=person.access_key_id)
        self.hanako.delete_user(UserName=person.name)
        self.refused("InvalidClientTokenId", sts(session).get_caller_identity)
