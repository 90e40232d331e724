// An authenticator app (RFC 6238: HMAC-SHA1, six digits, thirty seconds).
//
// A phone looks at the clock once, when it takes the secret: the story that follows happens in that
// step. It enrols with the codes of the two steps before, so that the code of the step itself is
// still fresh, and nobody has to wait. If the clock moves on in between, the code is one step old,
// which a server accepts.

import { createHmac } from "node:crypto";

const STEP_MILLISECONDS = 30_000;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export class Phone {
  #seed;
  #step = Math.floor(Date.now() / STEP_MILLISECONDS);

  /** An app with one entry; `blob` is the ASCII text of the base32 secret. */
  constructor({ SerialNumber, Base32StringSeed: blob }) {
    this.serialNumber = SerialNumber;
    this.#seed = decoded(Buffer.from(blob).toString("ascii"));
  }

  /** Two codes in a row, the second of them `last` steps from now. */
  twoCodes(last = -1) {
    return { AuthenticationCode1: this.code(last - 1), AuthenticationCode2: this.code(last) };
  }

  /** The code `at` steps from now. */
  code(at = 0) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(this.#step + at));
    const digest = createHmac("sha1", this.#seed).update(counter).digest();
    const number = digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
  }

  /** Six digits that are shown at no time near now. */
  wrongCode() {
    const near = new Set(Array.from({ length: 81 }, (_, at) => this.code(at - 40)));
    let number = 0;
    while (near.has(String(number).padStart(6, "0"))) number += 1;
    return String(number).padStart(6, "0");
  }
}

function decoded(base32) {
  let bits = "";
  for (const letter of base32) bits += BASE32.indexOf(letter).toString(2).padStart(5, "0");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}
