"""MFA devices."""

from with_aws_cli.cli import Story, the_codes
from world import a_name


class Devices(Story):
    def test_a_device_is_made_assigned_set_right_taken_away_and_deleted(self):
        user, phone = self.somebody("phone-owner"), self.a_device()
        serial = f"--serial-number {phone.serial_number}"
        owned = f"--user-name {user.person.name} {serial}"
        self.assigns(phone, user, last=-6)
        self.types(self.hanako, f"iam resync-mfa-device {the_codes(phone, user)}")
        (device,) = self.types(self.hanako, f"iam list-mfa-devices --user-name {user.person.name}")[
            "MFADevices"
        ]
        self.assertEqual(device["SerialNumber"], phone.serial_number)
        assigned = self.types(
            self.hanako, "iam list-virtual-mfa-devices --assignment-status Assigned"
        )["VirtualMFADevices"]
        self.assertIn(phone.serial_number, [device["SerialNumber"] for device in assigned])

        self.types(self.hanako, f"iam tag-mfa-device {serial} --tags Key=a,Value=1 Key=b,Value=2")
        self.types(self.hanako, f"iam untag-mfa-device {serial} --tag-keys a")
        tags = self.types(self.hanako, f"iam list-mfa-device-tags {serial}")["Tags"]
        self.assertEqual(tags, [{"Key": "b", "Value": "2"}])

        self.types(self.hanako, f"iam deactivate-mfa-device {owned}")
        self.types(self.hanako, f"iam delete-virtual-mfa-device {serial}")

    def test_the_picture_is_a_picture(self):
        made = self.types(
            self.hanako,
            f"iam create-virtual-mfa-device --virtual-mfa-device-name {a_name('picture')} "
            "--bootstrap-method QRCodePNG --outfile picture.png",
        )
        self.assertEqual(made["VirtualMFADevice"].keys(), {"SerialNumber"})
        self.assertTrue(self.hanako.reads("picture.png").startswith(b"\x89PNG\r\n\x1a\n"))
