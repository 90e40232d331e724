"""Runs the stories and the refusals, and then compares what they saw with what this CLI knows."""

import re
import subprocess
import sys
import unittest

from with_aws_cli import cli, refusals, stories
from world import command_name, served

# The commands of served operations that a CLI does not have, by the beginning of its version: the
# first that fits.
UNKNOWN = {
    "1.": set(),
    # Of January 2023; GetMFADevice is of November 2023, the other two of 2025.
    "2.9.": {
        "iam get-mfa-device",
        "account get-account-information",
        "account put-account-name",
    },
    "2.": set(),
}
# Commands without a good way from outside: security keys are assigned in the console.
NO_GOOD_WAY = {"iam get-mfa-device"}


def version():
    """`2.9.19`, as this CLI says it."""
    said = subprocess.run([cli.AWS, "--version"], capture_output=True, text=True, check=True)
    return re.match(r"aws-cli/(\S+)", said.stdout)[1]


def unknown():
    """What this CLI is expected not to know."""
    return next(names for start, names in UNKNOWN.items() if version().startswith(start))


def commands():
    """The commands of every served operation."""
    return {
        f"{service} {command_name(operation)}"
        for service, operations in served().items()
        for operation in operations
    }


class Table(unittest.TestCase):
    """Runs after the stories."""

    def test_this_is_the_cli_that_was_meant(self):
        self.assertTrue(version().startswith(cli.VERSION), version())

    def test_what_this_cli_does_not_know_is_what_it_is_said_not_to_know(self):
        known = {
            f"{service} {name}" for service in served() for name in cli.known_commands(service)
        }
        self.assertEqual(commands() - known, unknown())

    def test_every_command_went_the_good_way(self):
        good = {command for command, code in cli.LEDGER if code == "ok"}
        self.assertEqual(commands() - good, unknown() | NO_GOOD_WAY)

    def test_every_command_was_refused(self):
        refused = {command for command, code in cli.LEDGER if code != "ok"}
        self.assertEqual(commands() - refused, unknown())


def main():
    refusals.Refusals.unknown = frozenset(unknown())
    load = unittest.defaultTestLoader
    suite = unittest.TestSuite(
        [
            *map(load.loadTestsFromModule, stories.SUBJECTS),
            load.loadTestsFromModule(refusals),
            load.loadTestsFromTestCase(Table),
        ]
    )
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    return 0 if result.wasSuccessful() and result.testsRun else 1


sys.exit(main())
