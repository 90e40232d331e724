"""The Account API, Organizations and CloudTrail's event history."""

import json

from with_aws_cli.cli import Story, known_commands
from world import EIGYO, KEIRI, a_name

INFORMATION = {
    "FullName": "Keiri Hanako",
    "AddressLine1": "1-1-1 Kasumigaseki",
    "City": "Chiyoda",
    "PostalCode": "100-0013",
    "CountryCode": "JP",
    "PhoneNumber": "+81 3-1234-5678",
}
SECURITY = "--alternate-contact-type SECURITY"


class Contacts(Story):
    def test_contact_information_is_put_and_read(self):
        self.hanako.writes("contact.json", json.dumps(INFORMATION))
        self.types(
            self.hanako,
            "account put-contact-information --contact-information file://contact.json",
        )
        kept = self.types(self.hanako, "account get-contact-information")
        self.assertEqual(kept["ContactInformation"], INFORMATION)

    def test_an_alternate_contact_is_put_read_and_deleted(self):
        self.types(
            self.hanako,
            f"account put-alternate-contact {SECURITY} --name CSIRT --title 'On duty' "
            "--email-address csirt@keiri.example --phone-number 03-1234-5678",
        )
        kept = self.types(self.hanako, f"account get-alternate-contact {SECURITY}")
        self.assertEqual(kept["AlternateContact"]["EmailAddress"], "csirt@keiri.example")
        self.types(self.hanako, f"account delete-alternate-contact {SECURITY}")
        self.is_refused(
            "ResourceNotFoundException", self.hanako, f"account get-alternate-contact {SECURITY}"
        )

    def test_an_account_gets_another_name(self):
        yoko = self.sits_down(EIGYO["yoko"])
        if "put-account-name" not in known_commands("account"):
            return
        self.types(yoko, "account put-account-name --account-name Eigyo-bu")
        found = self.types(yoko, "account get-account-information")
        self.assertEqual((found["AccountName"], found["AccountState"]), ("Eigyo-bu", "ACTIVE"))


class Organization(Story):
    def test_the_management_account_lists_and_describes(self):
        listed = self.types(self.hanako, "organizations list-accounts --page-size 1")["Accounts"]
        self.assertEqual({account["Id"] for account in listed}, {KEIRI.id, EIGYO.id})
        line = f"organizations describe-account --account-id {EIGYO.id}"
        one = self.types(self.hanako, line)["Account"]
        self.assertEqual(one["Email"], "root@eigyo.example")
        own = self.types(self.hanako, "organizations describe-organization")["Organization"]
        self.assertEqual(own["MasterAccountId"], KEIRI.id)
        self.assertIn(own["Id"], one["Arn"])

    def test_a_member_does_not_list(self):
        yoko = self.sits_down(EIGYO["yoko"])
        self.is_refused("AccessDeniedException", yoko, "organizations list-accounts")


class Events(Story):
    def test_what_was_done_is_found(self):
        name = a_name("seen")
        self.types(self.hanako, f"iam create-user --user-name {name}")
        found = self.types(
            self.hanako,
            "cloudtrail lookup-events --max-items 5 --lookup-attributes "
            f"AttributeKey=ResourceName,AttributeValue={name}",
        )["Events"]
        self.assertEqual([event["EventName"] for event in found], ["CreateUser"])
