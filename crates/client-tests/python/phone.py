"""An authenticator app (RFC 6238: HMAC-SHA1, six digits, thirty seconds).

A phone looks at the clock once, when it takes the secret: the story that follows happens in that
step. It enrols with the codes of the two steps before, so that the code of the step itself is still
fresh, and nobody has to wait. If the clock moves on in between, the code is one step old, which a
server accepts.
"""

import base64
import hashlib
import hmac
import struct
import time

STEP_SECONDS = 30


class Phone:
    """An app with one entry."""

    def __init__(self, serial_number, base32):
        self.serial_number = serial_number
        self.base32 = base32.decode() if isinstance(base32, bytes) else base32
        self._seed = base64.b32decode(self.base32)
        self._step = int(time.time()) // STEP_SECONDS

    def two_codes(self, last=-1):
        """Two codes in a row, the second of them `last` steps from now."""
        return self.code(last - 1), self.code(last)

    def code(self, at=0):
        """The code `at` steps from now."""
        counter = struct.pack(">Q", self._step + at)
        digest = hmac.new(self._seed, counter, hashlib.sha1).digest()
        start = digest[-1] & 15
        (number,) = struct.unpack_from(">I", digest, start)
        return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"

    def wrong_code(self):
        """Six digits that are shown at no time near now."""
        near = {self.code(at) for at in range(-40, 41)}
        return next(code for code in (f"{n:06}" for n in range(len(near) + 1)) if code not in near)
