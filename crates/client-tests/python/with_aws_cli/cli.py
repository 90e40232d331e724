"""A terminal: lines as people type them, run by the aws CLI that `CLIENT_TESTS_AWS` names."""

import contextlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import unittest

from phone import Phone
from world import ENDPOINT, KEIRI, REGION, Person, a_name

# How long one command may take.
PATIENCE_SECONDS = 60
AWS = os.environ["CLIENT_TESTS_AWS"]
# The beginning of its version: `1.` or `2.`.
VERSION = os.environ["CLIENT_TESTS_AWS_VERSION"]
# How it ends when the server refuses.
REFUSED = {"1.": 255, "2.": 254}[VERSION]
# What it says of a refusal; the words in the middle, because it asks once.
ERROR = re.compile(
    r"An error occurred \((\w+)\) when calling the \w+ operation"
    r"(?: \(reached max retries: 0\))?: (.*)",
    re.S,
)

# Every (command, "ok" or the code of an error) that the server answered.
LEDGER = set()


class Terminal:
    """Somebody at a terminal, with their key in the environment and an empty home."""

    def __init__(self, person, home):
        self.person = person
        self._home = pathlib.Path(home)
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": person.access_key_id,
            "AWS_SECRET_ACCESS_KEY": person.secret_access_key,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_DEFAULT_OUTPUT": "json",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
        }
        if person.session_token:
            self._environment["AWS_SESSION_TOKEN"] = person.session_token

    def runs(self, line):
        """Runs `aws LINE` to its end."""
        return subprocess.run(
            [AWS, "--endpoint-url", ENDPOINT, *shlex.split(line)],
            env=self._environment,
            cwd=self._home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def reads(self, file):
        """What a command wrote into a file."""
        return (self._home / file).read_bytes()


class Story(unittest.TestCase):
    """Hanako is the administrator who is always there; Taro may do nothing."""

    def setUp(self):
        self.hanako = self.sits_down(KEIRI["hanako"])
        self.taro = self.sits_down(KEIRI["taro"])

    def sits_down(self, person):
        """A terminal of this person."""
        home = self.enterContext(tempfile.TemporaryDirectory())
        return Terminal(person, home)

    def types(self, terminal, line):
        """Types a line that works, and gives back what it answered."""
        done = terminal.runs(line)
        self.assertEqual(done.returncode, 0, f"aws {line}\n{done.stderr}")
        LEDGER.add((command(line), "ok"))
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def is_refused(self, code, terminal, line):
        """Types a line that is refused with this code, and gives back the message."""
        done = terminal.runs(line)
        error = ERROR.search(done.stderr)
        self.assertTrue(error, f"aws {line}\n{done.stdout}{done.stderr}")
        self.assertEqual((error[1], done.returncode), (code, REFUSED), f"{line}\n{done.stderr}")
        LEDGER.add((command(line), code))
        # The CLI ends what it says with a line break.
        return error[2].removesuffix("\n")

    def somebody(self, word):
        """A new user without any policy, with a key, at a terminal."""
        name = a_name(word)
        self.types(self.hanako, f"iam create-user --user-name {name}")
        key = self.types(self.hanako, f"iam create-access-key --user-name {name}")["AccessKey"]
        return self.sits_down(Person(name, KEIRI.id, key["AccessKeyId"], key["SecretAccessKey"]))

    def a_device(self):
        """A virtual device that nobody has yet, on a phone."""
        made = self.types(
            self.hanako,
            f"iam create-virtual-mfa-device --virtual-mfa-device-name {a_name('phone')} "
            "--bootstrap-method Base32StringSeed --outfile seed",
        )
        return Phone(made["VirtualMFADevice"]["SerialNumber"], self.hanako.reads("seed"))

    def assigns(self, phone, terminal, last=-1):
        """Hanako assigns the device on this phone to somebody."""
        self.types(self.hanako, f"iam enable-mfa-device {the_codes(phone, terminal, last)}")

    def gives_a_phone(self, terminal):
        """A new device, assigned to this person."""
        phone = self.a_device()
        self.assigns(phone, terminal)
        return phone


def the_codes(phone, terminal, last=-1):
    """Whose device it is, and two codes in a row."""
    first, second = phone.two_codes(last)
    return (
        f"--user-name {terminal.person.name} --serial-number {phone.serial_number} "
        f"--authentication-code1 {first} --authentication-code2 {second}"
    )


def command(line):
    """`iam get-user` of a line."""
    return " ".join(line.split()[:2])


def known_commands(service):
    """The commands that this CLI has, as it answers to one that nobody has."""
    with contextlib.ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory())
        said = Terminal(KEIRI["taro"], home).runs(f"{service} no-such-command").stderr
    _, _, choices = said.partition("valid choices are:")
    assert choices, said
    return {name for name in re.split(r"[\s|]+", choices) if name}
