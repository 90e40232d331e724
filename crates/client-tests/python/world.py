"""Who is there, and where the server is: what the test that started the server says of it.

Everybody here was made by the bootstrap file (src/people.rs); their keys and passwords are fake.
"""

import dataclasses
import itertools
import json
import os
import pathlib
import re

_WORLD = json.loads(os.environ["CLIENT_TESTS_WORLD"])
_CRATES = pathlib.Path(__file__).parents[2]
_MODELS = _CRATES / "wire" / "models"
_TEMPLATES = _CRATES / "policy" / "managed" / "templates"

# The services that are spoken, as `served.json` and the clients call them.
SERVICES = ("iam", "sts", "account", "organizations", "cloudtrail")

ENDPOINT = _WORLD["endpoint"]
REGION = _WORLD["region"]


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody with a key, or with a session."""

    name: str
    account: str
    access_key_id: str
    secret_access_key: str
    session_token: str | None = None
    password: str | None = None

    @property
    def arn(self):
        own = "root" if self.name == "root" else f"user/{self.name}"
        return f"arn:aws:iam::{self.account}:{own}"

    def with_keys(self, credentials):
        """The same person with what GetSessionToken or CreateAccessKey answered."""
        return dataclasses.replace(
            self,
            access_key_id=credentials["AccessKeyId"],
            secret_access_key=credentials["SecretAccessKey"],
            session_token=credentials.get("SessionToken"),
        )


class Account:
    """An account and the people that the bootstrap file made in it."""

    def __init__(self, facts):
        self.id = facts["id"]
        self.alias = facts["alias"]
        self._people = {
            name: Person(
                name,
                self.id,
                person["access_key_id"],
                person["secret_access_key"],
                password=person["password"],
            )
            for name, person in facts["people"].items()
        }
        self._unused = {}

    def __getitem__(self, name):
        return self._people[name]

    @property
    def names(self):
        """Everybody but root."""
        return sorted(self._people.keys() - {"root"})

    def an_administrator(self):
        """An administrator who has done nothing yet."""
        return self._next("admin-")

    def a_self_manager(self):
        """Somebody who may manage the own credentials, and has done nothing yet."""
        return self._next("own-")

    def _next(self, prefix):
        fresh = self._unused.setdefault(
            prefix, (self[name] for name in self.names if name.startswith(prefix))
        )
        person = next(fresh, None)
        assert person, f"the bootstrap file has no further `{prefix}` in {self.alias}"
        return person


# The account where most stories play.
KEIRI = Account(_WORLD["accounts"]["keiri"])
# Another one, whose settings some stories change.
EIGYO = Account(_WORLD["accounts"]["eigyo"])

_numbers = itertools.count(1)


def a_name(word):
    """A name that nobody has yet."""
    return f"{word}-{next(_numbers)}"


def _services():
    with open(_MODELS / "served.json", encoding="utf-8") as file:
        facts = json.load(file)
    return {name: facts[name] for name in SERVICES}


def served():
    """The operations that the server serves, by service."""
    return {name: set(service["operations"]) for name, service in _services().items()}


def never(service, operation):
    """The errors of AWS's model that this operation never answers, as docs/coverage.md says."""
    return {
        row["error"]
        for row in _services()[service]["never"]
        if operation in row.get("operations", [operation])
    }


def template(name):
    """One of the policies that AWS's documentation has for managing the own credentials."""
    return (_TEMPLATES / f"{name}.json").read_text(encoding="utf-8")


def command_name(operation):
    """How the aws CLI spells an operation: `GetMFADevice` is `get-mfa-device`."""
    name = operation.replace("SAML", "Saml").replace("OpenIDConnect", "OpenIdConnect")
    name = name.replace("MFA", "Mfa").replace("SSHPublic", "SshPublic")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
