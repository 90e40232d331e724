// The AWS SDK for JavaScript against the release build: the stories and the refusals, and then
// whether every operation that the server serves and this SDK knows went both ways.

import assert from "node:assert/strict";
import { test } from "node:test";

import "./stories.mjs";
import "./policies.mjs";
import "./roles.mjs";
import "./refusals.mjs";
import { ledger, served, services } from "./world.mjs";

// Served operations that this SDK does not know.
const UNKNOWN = [];
// Operations without a good way from outside: security keys are assigned in the console.
const NO_GOOD_WAY = ["GetMFADevice"];

const operations = Object.values(served).flat();

test("what this SDK does not know is what it is said not to know", () => {
  const unknown = Object.entries(served).flatMap(([service, names]) =>
    names.filter((name) => !services[service][`${name}Command`]),
  );
  assert.deepEqual(unknown, UNKNOWN);
});

test("every operation went the good way", () => {
  const not = operations.filter((name) => !ledger.has(`${name} ok`));
  assert.deepEqual(not, [...UNKNOWN, ...NO_GOOD_WAY]);
});

test("every operation was refused", () => {
  const refused = new Set([...ledger].filter((entry) => !entry.endsWith(" ok")).map(first));
  assert.deepEqual(
    operations.filter((name) => !refused.has(name)),
    UNKNOWN,
  );
});

function first(entry) {
  return entry.split(" ")[0];
}
