"""The files that the aws CLI and the SDKs share, as people have them at home in `~/.aws`."""

import json

from world import ENDPOINT

# A CLI that is older than `endpoint_url` takes the address of STS from its model of the service.
_RULES = {
    "version": "1.0",
    "parameters": {"Region": {"type": "String", "builtIn": "AWS::Region"}},
    "rules": [{"type": "endpoint", "conditions": [], "endpoint": {"url": ENDPOINT}}],
}
OF_OLD_CLIS = {".aws/models/sts/2011-06-15/endpoint-rule-set-1.json": json.dumps(_RULES)}


def section(name, settings):
    """A part of `~/.aws/config` or `~/.aws/credentials`."""
    lines = [f"[{name}]", *(f"{key} = {value}" for key, value in settings.items())]
    return "\n".join(lines) + "\n"


def keys_of(person):
    """What such a part says of somebody's key or session."""
    settings = {
        "aws_access_key_id": person.access_key_id,
        "aws_secret_access_key": person.secret_access_key,
    }
    if person.session_token:
        settings["aws_session_token"] = person.session_token
    return settings
