"""MFA devices: made, assigned with two codes, set right, taken away and deleted."""

from with_boto3.story import Story, codes, iam, sts, unchecked
from world import EIGYO, KEIRI, a_name

CODES_REFUSED = "Authentication code for device is not valid."
NOT_OF_USER = "MFA Device invalid for user."
DEVICES_MAX = 8
TAGS_MAX = 50
PNG = b"\x89PNG\r\n\x1a\n"


class Devices(Story):
    def test_a_device_is_made_assigned_taken_away_and_deleted(self):
        user, name = self.somebody("phone-owner"), a_name("phone")
        made = self.hanako.create_virtual_mfa_device(
            VirtualMFADeviceName=name, Path="/devices/", Tags=[{"Key": "team", "Value": "sales"}]
        )["VirtualMFADevice"]
        serial = made["SerialNumber"]
        self.assertEqual(serial, f"arn:aws:iam::{KEIRI.id}:mfa/devices/{name}")
        self.assertRegex(made["Base32StringSeed"], rb"^[A-Z2-7]{32}$")
        self.assertTrue(made["QRCodePNG"].startswith(PNG))
        self.assertEqual(made["Tags"], [{"Key": "team", "Value": "sales"}])
        self.assertEqual(self.devices("Unassigned")[serial], {"SerialNumber": serial})

        phone = self.a_device()
        self.assigns(phone, user)
        (own,) = self.hanako.list_mfa_devices(UserName=user.name)["MFADevices"]
        self.assertEqual(own["SerialNumber"], phone.serial_number)
        self.assertEqual(own["UserName"], user.name)
        assigned = self.devices("Assigned")[phone.serial_number]
        self.assertEqual(assigned["User"]["Arn"], user.arn)
        self.assertEqual(assigned["EnableDate"], own["EnableDate"])
        self.assertFalse(assigned.keys() & {"Base32StringSeed", "QRCodePNG", "Tags"})
        self.assertNotIn(phone.serial_number, self.devices("Unassigned"))
        self.assertTrue(self.devices("Any").keys() >= {serial, phone.serial_number})

        taken = {"UserName": user.name, "SerialNumber": phone.serial_number}
        self.hanako.deactivate_mfa_device(**taken)
        self.assertEqual(self.hanako.list_mfa_devices(UserName=user.name)["MFADevices"], [])
        self.assertIn(phone.serial_number, self.devices("Unassigned"))
        for gone in (serial, phone.serial_number):
            self.hanako.delete_virtual_mfa_device(SerialNumber=gone)
            self.assertNotIn(gone, self.devices("Any"))

    def devices(self, status):
        pages = self.hanako.get_paginator("list_virtual_mfa_devices").paginate(
            AssignmentStatus=status
        )
        return {
            device["SerialNumber"]: device for page in pages for device in page["VirtualMFADevices"]
        }

    def test_a_name_is_free_in_every_path_once(self):
        name = a_name("twice")
        make = self.hanako.create_virtual_mfa_device
        make(VirtualMFADeviceName=name)
        said = self.refused("EntityAlreadyExists", make, VirtualMFADeviceName=name)
        self.assertEqual(said, "MFA device already exists.")
        make(VirtualMFADeviceName=name, Path="/elsewhere/")

    def test_only_two_codes_in_a_row_assign_a_device(self):
        user, phone = self.somebody("typist"), self.a_device()
        first, second = phone.two_codes()
        for pair in [
            (second, second),
            (second, first),
            (first, phone.code(1)),
            (phone.wrong_code(), second),
        ]:
            said = self.refused(
                "InvalidAuthenticationCode",
                self.hanako.enable_mfa_device,
                UserName=user.name,
                SerialNumber=phone.serial_number,
                AuthenticationCode1=pair[0],
                AuthenticationCode2=pair[1],
            )
            self.assertEqual(said, CODES_REFUSED)
        self.assertEqual(self.hanako.list_mfa_devices(UserName=user.name)["MFADevices"], [])

    def test_codes_that_were_used_assign_nothing_again(self):
        user = self.somebody("again")
        phone = self.gives_a_phone(user)
        self.hanako.deactivate_mfa_device(UserName=user.name, SerialNumber=phone.serial_number)
        same = {"UserName": user.name, "SerialNumber": phone.serial_number, **codes(phone)}
        self.refused("InvalidAuthenticationCode", self.hanako.enable_mfa_device, **same)
        self.assigns(phone, user, last=1)

    def test_a_device_has_one_owner(self):
        user, colleague = self.somebody("owner"), self.somebody("colleague")
        phone = self.gives_a_phone(user)
        for name, said in [
            (user.name, f"MFA Device for user {user.name} already exists."),
            (colleague.name, "MFA Device is already in use."),
        ]:
            heard = self.refused(
                "EntityAlreadyExists",
                self.hanako.enable_mfa_device,
                UserName=name,
                SerialNumber=phone.serial_number,
                AuthenticationCode1=phone.code(0),
                AuthenticationCode2=phone.code(1),
            )
            self.assertEqual(heard, said)

    def test_nothing_happens_to_devices_and_people_that_are_not_there(self):
        user, phone = self.somebody("here"), self.a_device()
        nowhere = f"arn:aws:iam::{KEIRI.id}:mfa/no-such-phone"
        guess = {"AuthenticationCode1": "000000", "AuthenticationCode2": "000001"}
        gone = a_name("gone")
        for call, serial, name, more in [
            (self.hanako.enable_mfa_device, nowhere, user.name, guess),
            (self.hanako.enable_mfa_device, phone.serial_number, gone, guess),
            (self.hanako.resync_mfa_device, phone.serial_number, user.name, guess),
            (self.hanako.resync_mfa_device, nowhere, user.name, guess),
            (self.hanako.deactivate_mfa_device, phone.serial_number, user.name, {}),
            (self.hanako.deactivate_mfa_device, nowhere, user.name, {}),
        ]:
            with self.subTest(call=call.__name__, serial=serial, name=name):
                self.refused("NoSuchEntity", call, SerialNumber=serial, UserName=name, **more)
        said = self.refused(
            "NoSuchEntity",
            self.hanako.deactivate_mfa_device,
            SerialNumber=phone.serial_number,
            UserName=user.name,
        )
        self.assertEqual(said, NOT_OF_USER)
        said = self.refused(
            "NoSuchEntity", self.hanako.delete_virtual_mfa_device, SerialNumber=nowhere
        )
        self.assertEqual(said, f"VirtualMFADevice with serial number {nowhere} doesn't exist.")
        self.refused("NoSuchEntity", self.hanako.list_mfa_devices, UserName=gone)

    def test_a_device_of_another_account_is_as_good_as_none(self):
        made = iam(EIGYO["yoko"]).create_virtual_mfa_device(VirtualMFADeviceName=a_name("theirs"))
        serial = made["VirtualMFADevice"]["SerialNumber"]
        self.assertTrue(serial.startswith(f"arn:aws:iam::{EIGYO.id}:mfa/"))
        self.refused(
            "NoSuchEntity",
            self.hanako.enable_mfa_device,
            UserName=self.somebody("curious").name,
            SerialNumber=serial,
            AuthenticationCode1="000000",
            AuthenticationCode2="000001",
        )
        self.assertNotIn(serial, self.devices("Any"))

    def test_a_person_has_eight_devices_and_no_ninth(self):
        user = self.somebody("collector")
        for _ in range(DEVICES_MAX):
            self.gives_a_phone(user)
        ninth = self.a_device()
        self.refused(
            "LimitExceeded",
            self.hanako.enable_mfa_device,
            UserName=user.name,
            SerialNumber=ninth.serial_number,
            **codes(ninth),
        )
        listed = self.hanako.list_mfa_devices(UserName=user.name)["MFADevices"]
        self.assertEqual(len(listed), DEVICES_MAX)

    def test_what_is_in_use_is_not_deleted(self):
        user = self.somebody("user")
        phone = self.gives_a_phone(user)
        said = self.refused(
            "DeleteConflict",
            self.hanako.delete_virtual_mfa_device,
            SerialNumber=phone.serial_number,
        )
        self.assertEqual(said, "MFA VirtualDevice in use. Must deactivate first.")
        self.hanako.delete_access_key(UserName=user.name, AccessKeyId=user.access_key_id)
        said = self.refused("DeleteConflict", self.hanako.delete_user, UserName=user.name)
        self.assertEqual(said, "Cannot delete entity, must remove tokens from principal first.")

    def test_only_security_keys_have_more_to_tell(self):
        user = self.somebody("asks")
        phone = self.gives_a_phone(user)
        said = self.refused(
            "ValidationError",
            self.hanako.get_mfa_device,
            SerialNumber=phone.serial_number,
            UserName=user.name,
        )
        self.assertIn("Currently, only hardware FIDO security keys are supported.", said)
        nowhere = f"arn:aws:iam::{KEIRI.id}:u2f/user/{user.name}/no-such-key"
        self.refused("NoSuchEntity", self.hanako.get_mfa_device, SerialNumber=nowhere)


class Clocks(Story):
    def test_a_phone_whose_clock_was_slow_is_set_right(self):
        user, phone = self.somebody("slow-clock"), self.a_device()
        self.assigns(phone, user, last=-6)
        serial = {"SerialNumber": phone.serial_number}
        self.refused("AccessDenied", sts(user).get_session_token, **serial, TokenCode=phone.code())
        self.hanako.resync_mfa_device(UserName=user.name, **serial, **codes(phone))
        self.opens_a_session(user, phone)

    def test_old_or_wrong_codes_set_nothing_right(self):
        user = self.somebody("confused-clock")
        phone = self.gives_a_phone(user)
        for pair in (phone.two_codes(), phone.two_codes(-3), (phone.code(1), phone.code(0))):
            said = self.refused(
                "InvalidAuthenticationCode",
                self.hanako.resync_mfa_device,
                UserName=user.name,
                SerialNumber=phone.serial_number,
                AuthenticationCode1=pair[0],
                AuthenticationCode2=pair[1],
            )
            self.assertEqual(said, CODES_REFUSED)
        self.opens_a_session(user, phone)


class OwnDevices(Story):
    SAID = (
        "To complete this action, please ensure that you are authenticated with an MFA device "
        "that is enabled for this user."
    )

    def test_the_first_device_is_assigned_with_a_key_and_the_second_with_the_first(self):
        person = KEIRI.a_self_manager()
        own = iam(person)
        first = self.a_device()
        self.assigns(first, person, by=own)
        second = self.a_device()
        same = {"UserName": person.name, "SerialNumber": second.serial_number, **codes(second)}
        said = self.refused("AccessDenied", own.enable_mfa_device, **same)
        self.assertEqual(said, self.SAID)
        session = iam(self.opens_a_session(person, first))
        session.enable_mfa_device(**same)
        self.assertEqual(len(session.list_mfa_devices()["MFADevices"]), 2)

    def test_a_stolen_key_takes_no_device_away(self):
        person = KEIRI.an_administrator()
        phone = self.gives_a_phone(person)
        same = {"UserName": person.name, "SerialNumber": phone.serial_number}
        said = self.refused("AccessDenied", iam(person).deactivate_mfa_device, **same)
        self.assertEqual(said, self.SAID)
        session = iam(self.opens_a_session(person, phone))
        session.deactivate_mfa_device(**same)
        self.assertEqual(iam(person).list_mfa_devices()["MFADevices"], [])

    def test_the_own_clock_is_set_right_with_a_key(self):
        person = KEIRI.a_self_manager()
        phone = self.a_device()
        self.assigns(phone, person, last=-6)
        iam(person).resync_mfa_device(
            UserName=person.name, SerialNumber=phone.serial_number, **codes(phone)
        )


class DeviceTags(Story):
    def setUp(self):
        super().setUp()
        self.serial = self.a_device(Tags=[{"Key": "team", "Value": "sales"}]).serial_number

    def tags(self):
        tags = self.hanako.list_mfa_device_tags(SerialNumber=self.serial)["Tags"]
        return [(tag["Key"], tag["Value"]) for tag in tags]

    def test_tags_are_put_on_replaced_taken_off_and_listed_in_order(self):
        more = [{"Key": "team", "Value": "support"}, {"Key": "floor", "Value": "3"}]
        self.hanako.tag_mfa_device(SerialNumber=self.serial, Tags=more)
        self.assertEqual(self.tags(), [("floor", "3"), ("team", "support")])
        self.hanako.untag_mfa_device(SerialNumber=self.serial, TagKeys=["floor"])
        self.assertEqual(self.tags(), [("team", "support")])

    def test_tags_follow_the_rules(self):
        twice = [{"Key": "floor", "Value": "1"}, {"Key": "Floor", "Value": "2"}]
        reserved = [{"Key": "aws:team", "Value": "1"}]
        for tags in (twice, reserved):
            self.refused(
                "InvalidInput", self.hanako.tag_mfa_device, SerialNumber=self.serial, Tags=tags
            )
            self.refused(
                "InvalidInput",
                self.hanako.create_virtual_mfa_device,
                VirtualMFADeviceName=a_name("tagged"),
                Tags=tags,
            )
        most = [{"Key": f"key-{n}", "Value": "x"} for n in range(TAGS_MAX - 1)]
        self.hanako.tag_mfa_device(SerialNumber=self.serial, Tags=most)
        self.refused(
            "LimitExceeded",
            self.hanako.tag_mfa_device,
            SerialNumber=self.serial,
            Tags=[{"Key": "one-more", "Value": "x"}],
        )

    def test_a_list_that_is_sent_is_not_empty(self):
        hanako = unchecked("iam", KEIRI["hanako"])
        for call, empty in [
            (hanako.tag_mfa_device, {"Tags": []}),
            (hanako.untag_mfa_device, {"TagKeys": []}),
        ]:
            with self.subTest(call.__name__):
                said = self.refused("InvalidInput", call, SerialNumber=self.serial, **empty)
                self.assertEqual(said, "Error occurred while validating input. ")

    def test_only_a_device_that_is_there_has_tags(self):
        nowhere = f"arn:aws:iam::{KEIRI.id}:mfa/no-such-phone"
        for call, more in [
            (self.hanako.tag_mfa_device, {"Tags": [{"Key": "team", "Value": "sales"}]}),
            (self.hanako.untag_mfa_device, {"TagKeys": ["team"]}),
            (self.hanako.list_mfa_device_tags, {}),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, SerialNumber=nowhere, **more)
