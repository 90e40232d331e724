"""The Account API, Organizations and CloudTrail's event history: AWS's JSON services."""

import datetime
import functools
import json

from with_boto3.story import Story, client
from world import EIGYO, KEIRI, a_name

INFORMATION = {
    "FullName": "経理 花子",
    "AddressLine1": "霞が関 1-1-1",
    "AddressLine2": "2F",
    "City": "千代田区",
    "PostalCode": "100-0013",
    "CountryCode": "JP",
    "PhoneNumber": "+81 3-1234-5678",
}
CONTACT = {
    "AlternateContactType": "SECURITY",
    "Name": "CSIRT",
    "Title": "On duty",
    "EmailAddress": "csirt@keiri.example",
    "PhoneNumber": "03-1234-5678",
}


@functools.cache
def asks(service, person):
    return client(service, person)


class Contacts(Story):
    def setUp(self):
        super().setUp()
        self.account = asks("account", KEIRI["hanako"])
        self.denied = asks("account", self.taro)
        self.eigyo = asks("account", EIGYO["yoko"])

    def test_contact_information_is_read_as_it_was_put(self):
        self.refused("ResourceNotFoundException", self.eigyo.get_contact_information)
        self.account.put_contact_information(ContactInformation=INFORMATION)
        kept = self.account.get_contact_information()["ContactInformation"]
        self.assertEqual(kept, INFORMATION)
        self.refused("AccessDeniedException", self.denied.get_contact_information)
        self.refused("ValidationException", self.account.get_contact_information, AccountId="1")
        for code, account, phone in [
            ("AccessDeniedException", self.denied, INFORMATION["PhoneNumber"]),
            ("ValidationException", self.account, "090"),
        ]:
            asked = {**INFORMATION, "PhoneNumber": phone}
            self.refused(code, account.put_contact_information, ContactInformation=asked)

    def test_alternate_contacts_come_and_go(self):
        kind = {"AlternateContactType": "SECURITY"}
        for call in (self.account.get_alternate_contact, self.account.delete_alternate_contact):
            self.refused("ResourceNotFoundException", call, **kind)
            self.refused("ValidationException", call, **kind, AccountId="1")
        self.account.put_alternate_contact(**CONTACT)
        kept = self.account.get_alternate_contact(**kind)["AlternateContact"]
        self.assertEqual(kept, CONTACT)
        wrong = {**CONTACT, "PhoneNumber": "call me"}
        self.refused("ValidationException", self.account.put_alternate_contact, **wrong)
        self.refused("AccessDeniedException", self.denied.put_alternate_contact, **CONTACT)
        for call in (self.denied.get_alternate_contact, self.denied.delete_alternate_contact):
            self.refused("AccessDeniedException", call, **kind)
        self.account.delete_alternate_contact(**kind)

    def test_an_account_has_a_name_and_says_how_it_stands(self):
        self.eigyo.put_account_name(AccountName="Eigyo-bu")
        found = self.eigyo.get_account_information()
        self.assertEqual(found["AccountName"], "Eigyo-bu")
        self.assertEqual((found["AccountId"], found["AccountState"]), (EIGYO.id, "ACTIVE"))
        self.assertIsInstance(found["AccountCreatedDate"], datetime.datetime)
        self.refused("ValidationException", self.eigyo.put_account_name, AccountName="<>")
        self.refused("ValidationException", self.eigyo.get_account_information, AccountId="1")
        self.refused("AccessDeniedException", self.denied.put_account_name, AccountName="Mine")
        self.refused("AccessDeniedException", self.denied.get_account_information)

    def test_no_account_acts_on_another(self):
        for account in (KEIRI.id, EIGYO.id):
            self.refused(
                "AccessDeniedException", self.account.get_contact_information, AccountId=account
            )

    def test_what_is_not_served_is_named(self):
        said = self.refused("NotImplemented", self.account.list_regions)
        self.assertIn("ListRegions", said)


class Organization(Story):
    """Keiri is the management account."""

    def setUp(self):
        super().setUp()
        self.keiri = asks("organizations", KEIRI["hanako"])
        self.eigyo = asks("organizations", EIGYO["yoko"])
        self.denied = asks("organizations", self.taro)

    def test_every_member_knows_the_organization(self):
        found = self.keiri.describe_organization()["Organization"]
        self.assertRegex(found["Id"], r"^o-[a-z0-9]{10}$")
        self.assertEqual(found["MasterAccountId"], KEIRI.id)
        self.assertEqual(self.eigyo.describe_organization()["Organization"], found)
        self.refused("AccessDeniedException", self.denied.describe_organization)

    def test_the_management_account_lists_the_accounts(self):
        paginator = self.keiri.get_paginator("list_accounts")
        pages = list(paginator.paginate(PaginationConfig={"PageSize": 1}))
        self.assertEqual([len(page["Accounts"]) for page in pages], [1, 1])
        found = {account["Id"]: account for page in pages for account in page["Accounts"]}
        self.assertEqual(found.keys(), {KEIRI.id, EIGYO.id})
        one = self.keiri.describe_account(AccountId=EIGYO.id)["Account"]
        self.assertEqual(one["Email"], "root@eigyo.example")
        self.assertEqual(one["Arn"], found[EIGYO.id]["Arn"])
        self.assertIsInstance(one["JoinedTimestamp"], datetime.datetime)
        self.refused("AccessDeniedException", self.eigyo.list_accounts)
        self.refused("AccessDeniedException", self.eigyo.describe_account, AccountId=EIGYO.id)
        self.refused("AccountNotFoundException", self.keiri.describe_account, AccountId="0" * 12)
        self.refused("InvalidInputException", self.keiri.list_accounts, NextToken="made-up")


class Events(Story):
    def setUp(self):
        super().setUp()
        self.trail = asks("cloudtrail", KEIRI["hanako"])

    def looks(self, **arguments):
        pages = self.trail.get_paginator("lookup_events").paginate(**arguments)
        return [event for page in pages for event in page["Events"]]

    def by(self, key, value):
        return self.looks(LookupAttributes=[{"AttributeKey": key, "AttributeValue": value}])

    def test_what_was_done_is_found(self):
        name = a_name("seen")
        self.hanako.create_user(UserName=name)
        (event,) = self.by("ResourceName", name)
        self.assertEqual((event["EventName"], event["Username"]), ("CreateUser", "hanako"))
        self.assertEqual(event["AccessKeyId"], KEIRI["hanako"].access_key_id)
        self.assertEqual(json.loads(event["CloudTrailEvent"])["eventID"], event["EventId"])
        self.assertEqual(self.by("EventId", event["EventId"]), [event])
        second = datetime.timedelta(seconds=1)
        window = {"StartTime": event["EventTime"], "EndTime": event["EventTime"] + second}
        self.assertIn(event, self.looks(**window, PaginationConfig={"PageSize": 2}))

    def test_what_cannot_be_looked_for_is_told(self):
        one = {"AttributeKey": "EventName", "AttributeValue": "CreateUser"}
        now = datetime.datetime.now(datetime.UTC)
        for code, arguments in [
            ("InvalidLookupAttributesException", {"LookupAttributes": [one, one]}),
            ("InvalidTimeRangeException", {"StartTime": now, "EndTime": datetime.datetime(2024, 1, 1)}),
            ("InvalidNextTokenException", {"NextToken": "made-up"}),
            ("InvalidEventCategoryException", {"EventCategory": "insight"}),
        ]:
            with self.subTest(code):
                self.refused(code, self.trail.lookup_events, **arguments)
        denied = asks("cloudtrail", self.taro)
        self.refused("AccessDeniedException", denied.lookup_events)
