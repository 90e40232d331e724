"""Runs the stories, and then compares what they saw with the table."""

import sys
import unittest

from with_boto3 import (
    access_keys,
    account,
    devices,
    lists,
    management,
    passwords,
    policies,
    roles,
    self_management,
    sessions,
    strangers,
    table,
    users,
)

ORDER = (
    users,
    access_keys,
    passwords,
    devices,
    sessions,
    account,
    lists,
    policies,
    roles,
    self_management,
    management,
    strangers,
    table,
)


def main():
    load = unittest.defaultTestLoader.loadTestsFromModule
    stories = unittest.TestSuite(load(module) for module in ORDER)
    result = unittest.TextTestRunner(verbosity=2).run(stories)
    return 0 if result.wasSuccessful() and result.testsRun else 1


sys.exit(main())
