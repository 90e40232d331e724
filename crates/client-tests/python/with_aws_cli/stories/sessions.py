"""Sessions."""

from with_aws_cli.cli import NEEDS_MFA, Story, a_document
from world import KEIRI


class Sessions(Story):
    def test_a_key_and_a_code_open_iam(self):
        person = KEIRI.an_administrator()
        terminal = self.sits_down(person)
        who = self.types(terminal, "sts get-caller-identity")
        self.assertEqual((who["Arn"], who["Account"]), (person.arn, KEIRI.id))
        phone = self.gives_a_phone(terminal)
        ask = f"sts get-session-token --serial-number {phone.serial_number} --token-code"
        said = self.is_refused("AccessDenied", terminal, f"{ask} {phone.wrong_code()}")
        self.assertEqual(
            said, "MultiFactorAuthentication failed with invalid MFA one time pass code. "
        )
        opened = self.types(terminal, f"{ask} {phone.code()} --duration-seconds 900")
        session = self.sits_down(person.with_keys(opened["Credentials"]))
        self.assertEqual(self.types(session, "iam get-user")["User"]["UserName"], person.name)

    def test_a_role_is_taken_on_with_a_code_and_narrowed(self):
        person = KEIRI.an_administrator()
        terminal = self.sits_down(person)
        role = self.a_role(NEEDS_MFA)
        take = f"sts assume-role --role-arn {role['Arn']} --role-session-name work"
        said = self.is_refused("AccessDenied", terminal, take)
        self.assertIn(f"sts:AssumeRole on resource: {role['Arn']}", said)
        terminal.writes("users.json", a_document())
        phone = self.gives_a_phone(terminal)
        with_code = f"{take} --serial-number {phone.serial_number} --token-code {phone.code()}"
        opened = self.types(terminal, f"{with_code} --policy file://users.json")
        self.assertEqual(
            opened["AssumedRoleUser"]["Arn"],
            f"arn:aws:sts::{KEIRI.id}:assumed-role/{role['RoleName']}/work",
        )
        session = self.sits_down(person.with_keys(opened["Credentials"]))
        self.types(session, "iam list-users")
        self.is_refused("AccessDenied", session, "iam list-groups")
        self.is_refused("AccessDenied", terminal, with_code)
