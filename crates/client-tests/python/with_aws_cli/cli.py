"""A terminal: lines as people type them, run by the aws CLI that `CLIENT_TESTS_AWS` names."""

import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import shlex
import shutil
import subprocess
import tempfile
import termios
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

READ_ONLY = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
NEEDS_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}

# Every (command, "ok" or the code of an error) that the server answered.
LEDGER = set()


class Terminal:
    """Somebody at a terminal, with their key in the environment and an empty home."""

    def __init__(self, person, home):
        self.person = person
        self.asked = None
        self._home = pathlib.Path(home)
        environment = {
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
            environment["AWS_SESSION_TOKEN"] = person.session_token
        self._settings = {
            "env": environment,
            "cwd": home,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "text": True,
        }

    def runs(self, line, code=None):
        """Runs `aws LINE` to its end. If it asks for a code, as `asked` tells, it is typed."""
        if code:
            return self._runs_at_a_keyboard(line, code)
        return subprocess.run(
            [AWS, "--endpoint-url", ENDPOINT, *shlex.split(line)],
            **self._settings,
            stdin=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def _runs_at_a_keyboard(self, line, code):
        keyboard, terminal = pty.openpty()
        try:
            with subprocess.Popen(
                [AWS, "--endpoint-url", ENDPOINT, *shlex.split(line)],
                **self._settings,
                stdin=terminal,
                start_new_session=True,
                # So that it is the one that `/dev/tty` means.
                preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY, 0),
            ) as process:
                try:
                    # What is typed before the question is thrown away.
                    is_asked, _, _ = select.select([keyboard], [], [], PATIENCE_SECONDS)
                    self.asked = os.read(keyboard, 1024).decode() if is_asked else ""
                    os.write(keyboard, f"{code}\n".encode())
                    out, err = process.communicate(timeout=PATIENCE_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    raise
            return subprocess.CompletedProcess(line, process.returncode, out, err)
        finally:
            os.close(terminal)
            os.close(keyboard)

    def reads(self, file):
        """What a command wrote into a file."""
        return (self._home / file).read_bytes()

    def finds(self, pattern):
        """The text of each file that is named so."""
        return [path.read_text(encoding="utf-8") for path in self._home.glob(pattern)]

    def forgets(self, folder):
        """Deletes what a command keeps for the next one."""
        shutil.rmtree(self._home / folder)

    def writes(self, file, text):
        """A file for a command to read, such as `file://look.json`."""
        path = self._home / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


class Story(unittest.TestCase):
    """Hanako is the administrator who is always there; Taro may do nothing."""

    def setUp(self):
        self.hanako = self.sits_down(KEIRI["hanako"])
        self.taro = self.sits_down(KEIRI["taro"])

    def sits_down(self, person):
        """A terminal of this person."""
        home = self.enterContext(tempfile.TemporaryDirectory())
        return Terminal(person, home)

    def types(self, terminal, line, code=None):
        """Types a line that works, and gives back what it answered."""
        done = terminal.runs(line, code)
        self.assertEqual(done.returncode, 0, f"aws {line}\n{done.stderr}")
        LEDGER.add((command(line), "ok"))
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def is_refused(self, error, terminal, line, code=None):
        """Types a line that is refused with this error, and gives back the message."""
        done = terminal.runs(line, code)
        said = ERROR.search(done.stderr)
        self.assertTrue(said, f"aws {line}\n{done.stdout}{done.stderr}")
        self.assertEqual((said[1], done.returncode), (error, REFUSED), f"{line}\n{done.stderr}")
        LEDGER.add((command(line), error))
        # The CLI ends what it says with a line break.
        return said[2].removesuffix("\n")

    def a_role(self, condition=None):
        """A new role that may look at IAM, and that the account trusts on this condition."""
        role = f"--role-name {a_name('role')}"
        self.hanako.writes("trust.json", a_trust(condition))
        made = self.types(
            self.hanako,
            f"iam create-role {role} --assume-role-policy-document file://trust.json",
        )
        self.types(self.hanako, f"iam attach-role-policy {role} --policy-arn {READ_ONLY}")
        return made["Role"]

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


def a_document(action="iam:ListUsers", condition=None):
    """A policy that allows one action."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def a_trust(condition=None):
    """Whoever of the account is allowed it takes the role on."""
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{KEIRI.id}:root"},
        "Action": "sts:AssumeRole",
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


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
