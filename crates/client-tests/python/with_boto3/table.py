"""Which operation answers which error, after the stories have filled a ledger with what they saw.

Every operation that the server serves goes the good way, and answers every error that AWS's model
names, but for those that docs/coverage.md says never come. What a client cannot bring about is
named here. So neither an operation nor an error is skipped unseen.
"""

import unittest

from with_boto3 import story
from world import KEIRI, SERVICES, never, served

# Operations without a good way from outside, and why.
NO_GOOD_WAY = {"GetMFADevice": "tells of security keys only, which no client can assign"}

# Errors that a client cannot bring about, and why. They are proved in process.
OUT_OF_REACH = {
    "ConcurrentModification": "needs two changes at the same instant",
    "ReportExpired": "takes four hours",
    "TooManyRequestsException": "needs two changes at the same instant",
    "AWSOrganizationsNotInUseException": "there is an organization",
}
# The same for some operations only.
OUT_OF_REACH_HERE = {
    ("CreateGroup", "LimitExceeded"): "takes 300 groups",
    ("CreateUser", "LimitExceeded"): "takes 5000 users",
    ("CreateVirtualMFADevice", "LimitExceeded"): "takes 5000 devices",
}


def _models():
    return {
        service: story.client(service, KEIRI["hanako"]).meta.service_model for service in SERVICES
    }


def _modelled(model, operation):
    """The codes of the errors that the model of boto3 names."""
    shapes = model.operation_model(operation).error_shapes
    return {shape.metadata.get("error", {}).get("code", shape.name) for shape in shapes}


def _expected(model, service, operation):
    """The codes that a client can bring about."""
    codes = _modelled(model, operation) - never(service, operation) - OUT_OF_REACH.keys()
    return {code for code in codes if (operation, code) not in OUT_OF_REACH_HERE}


class Table(unittest.TestCase):
    """Runs after the stories."""

    def test_boto3_knows_every_served_operation(self):
        for service, model in _models().items():
            self.assertEqual(served()[service] - set(model.operation_names), set())

    def test_every_served_operation_went_the_good_way(self):
        operations = set().union(*served().values())
        good = {operation for operation, code in story.LEDGER if code == "ok"}
        self.assertEqual(operations - good, NO_GOOD_WAY.keys())

    def test_every_error_of_the_model_was_seen_that_can_be(self):
        for service, model in _models().items():
            for operation in sorted(served()[service]):
                seen = {code for name, code in story.LEDGER if name == operation}
                with self.subTest(operation):
                    expected = _expected(model, service, operation)
                    self.assertEqual(seen & _modelled(model, operation), expected)
