"""What every story with boto3 has: people with clients, a phone, and a ledger of what was seen."""

import functools
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from phone import Phone
from world import ENDPOINT, KEIRI, REGION, Person, a_name

# Statuses of errors that no model of AWS names, as seen on AWS.
COMMON_STATUS = {
    "AccessDenied": 403,
    # As JSON services of version 1.1 have it.
    "AccessDeniedException": 400,
    "InvalidAction": 400,
    "InvalidClientTokenId": 403,
    "MissingAuthenticationToken": 403,
    "NotImplemented": 501,
    "SignatureDoesNotMatch": 403,
    "ValidationError": 400,
}

# Every (operation, "ok" or the code of an error) that the server answered.
LEDGER = set()

_session = boto3.session.Session()


def _note(parsed, model, **_):
    error = parsed.get("Error")
    LEDGER.add((model.name, error["Code"] if error else "ok"))
    assert parsed["ResponseMetadata"]["RequestId"], f"{model.name}: an answer without its id"


def client(service, person, **config):
    """A client that signs as this person and asks once."""
    made = _session.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id=person.access_key_id,
        aws_secret_access_key=person.secret_access_key,
        aws_session_token=person.session_token,
        config=Config(retries={"total_max_attempts": 1}, **config),
    )
    made.meta.events.register("after-call", _note)
    return made


@functools.cache
def iam(person):
    return client("iam", person)


@functools.cache
def sts(person):
    return client("sts", person)


def unchecked(service, person):
    """A client that sends whatever it is given."""
    return client(service, person, parameter_validation=False)


def codes(phone, last=-1):
    """Two codes in a row, as EnableMFADevice and ResyncMFADevice take them."""
    first, second = phone.two_codes(last)
    return {"AuthenticationCode1": first, "AuthenticationCode2": second}


class Story(unittest.TestCase):
    """Hanako is the administrator who is always there; Taro may do nothing."""

    def setUp(self):
        self.hanako = iam(KEIRI["hanako"])
        self.taro = KEIRI["taro"]

    def somebody(self, word="somebody", **arguments):
        """A new user without any policy, with a key."""
        name = a_name(word)
        self.hanako.create_user(UserName=name, **arguments)
        key = self.hanako.create_access_key(UserName=name)["AccessKey"]
        return Person(name, KEIRI.id, key["AccessKeyId"], key["SecretAccessKey"])

    def a_device(self, by=None, **arguments):
        """A virtual device that Hanako, or `by`, makes and nobody has yet, on a phone."""
        made = (by or self.hanako).create_virtual_mfa_device(
            VirtualMFADeviceName=a_name("phone"), **arguments
        )["VirtualMFADevice"]
        return Phone(made["SerialNumber"], made["Base32StringSeed"])

    def assigns(self, phone, person, by=None, last=-1):
        """Hanako, or `by`, assigns the device on this phone to somebody."""
        (by or self.hanako).enable_mfa_device(
            UserName=person.name, SerialNumber=phone.serial_number, **codes(phone, last)
        )

    def gives_a_phone(self, person):
        """A new device, assigned to this person."""
        phone = self.a_device()
        self.assigns(phone, person)
        return phone

    def opens_a_session(self, person, phone=None, **arguments):
        """The same person with a session, with MFA if there is a phone."""
        if phone:
            arguments.update(SerialNumber=phone.serial_number, TokenCode=phone.code())
        answer = sts(person).get_session_token(**arguments)
        return person.with_keys(answer["Credentials"])

    def refused(self, code, call, **arguments):
        """Calls, expects this error with its class and status, and gives back its message."""
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        error = caught.exception
        self.assertEqual(error.response["Error"]["Code"], code, str(error))
        asked = call.__self__
        shape = asked.meta.service_model.shape_for_error_code(code)
        status = COMMON_STATUS.get(code)
        if shape:
            self.assertIsInstance(error, asked.exceptions.from_code(code))
            status = shape.metadata.get("error", {}).get("httpStatusCode", 400)
        self.assertEqual(error.response["ResponseMetadata"]["HTTPStatusCode"], status, str(error))
        return error.response["Error"]["Message"]
