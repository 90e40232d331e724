// Who is there, and where the server is: what the test that started the server says of it.
//
// Everybody here was made by the bootstrap file (src/people.rs); their keys and passwords are fake.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import * as iamSdk from "@aws-sdk/client-iam";
import * as stsSdk from "@aws-sdk/client-sts";

import { Phone } from "./phone.mjs";

const world = JSON.parse(process.env.CLIENT_TESTS_WORLD);
const models = new URL("../../wire/models/served.json", import.meta.url);

/** Every `Operation ok` and `Operation Code` that the server answered. */
export const ledger = new Set();

/** The SDK of each service, and the operations that the server serves. */
export const services = { iam: iamSdk, sts: stsSdk };
const { iam, sts } = JSON.parse(readFileSync(models));
export const served = { iam: iam.operations, sts: sts.operations };

/** Somebody with a key, or with a session. */
export class Person {
  constructor(name, account, credentials, password) {
    Object.assign(this, { name, account, credentials, password });
    this.arn = `arn:aws:iam::${account}:${name === "root" ? name : `user/${name}`}`;
  }

  /** The same person with what GetSessionToken or CreateAccessKey answered. */
  with({ AccessKeyId, SecretAccessKey, SessionToken }) {
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return new Person(this.name, this.account, credentials, this.password);
  }

  /** A client of this class that signs as this person and asks once. */
  client(Client) {
    const { endpoint, region } = world;
    return new Client({ endpoint, region, credentials: this.credentials, maxAttempts: 1 });
  }

  /** Asks IAM. */
  iam(operation, input = {}) {
    return this.#asks("iam", "IAMClient", operation, input);
  }

  /** Asks STS. */
  sts(operation, input = {}) {
    return this.#asks("sts", "STSClient", operation, input);
  }

  async #asks(service, client, operation, input) {
    const sdk = services[service];
    const asks = this.client(sdk[client]);
    try {
      const answer = await asks.send(new sdk[`${operation}Command`](input));
      assert.ok(answer.$metadata.requestId, `${operation}: an answer without its id`);
      ledger.add(`${operation} ok`);
      return answer;
    } catch (error) {
      if (error.$metadata?.httpStatusCode) ledger.add(`${operation} ${code(error)}`);
      throw error;
    } finally {
      asks.destroy();
    }
  }
}

/** The code of an error as it stood on the wire. */
const code = (error) => error.Code ?? error.Error?.Code ?? error.name;

/** Expects an error of this code and class, and gives back its message. */
export async function refused(expected, asked) {
  const error = await asked.then(
    () => assert.fail(`${expected} was expected, and it worked`),
    (error) => error,
  );
  assert.equal(code(error), expected, error.stack);
  const status = { NoSuchEntity: 404, AccessDenied: 403, NotImplemented: 501 }[expected];
  if (status) assert.equal(error.$metadata.httpStatusCode, status);
  const known = iamSdk[`${expected}Exception`];
  if (known) assert.ok(error instanceof known, `${expected} is ${error.constructor.name}`);
  return error.message;
}

function account({ id, alias, people }) {
  const made = Object.entries(people).map(([name, person]) => {
    const credentials = {
      accessKeyId: person.access_key_id,
      secretAccessKey: person.secret_access_key,
    };
    return [name, new Person(name, id, credentials, person.password)];
  });
  return { id, alias, ...Object.fromEntries(made) };
}

/** The account where most stories play, and another one whose settings some stories change. */
export const keiri = account(world.accounts.keiri);
export const eigyo = account(world.accounts.eigyo);

const unused = {
  "admin-": Object.keys(keiri).filter((name) => name.startsWith("admin-")),
  "own-": Object.keys(keiri).filter((name) => name.startsWith("own-")),
};

function next(prefix) {
  const name = unused[prefix].shift();
  assert.ok(name, `the bootstrap file has no further \`${prefix}\``);
  return keiri[name];
}

/** An administrator who has done nothing yet. */
export const anAdministrator = () => next("admin-");

/** Somebody who may manage the own credentials, and has done nothing yet. */
export const aSelfManager = () => next("own-");

/** A tag as it is sent. */
export const tag = (Key, Value) => ({ Key, Value });

let names = 0;

/** A name that nobody has yet. */
export function aName(word) {
  names += 1;
  return `${word}-${names}`;
}

/** A new user without any policy, with a key. */
export async function somebody(word) {
  const UserName = aName(word);
  await keiri.hanako.iam("CreateUser", { UserName });
  const { AccessKey } = await keiri.hanako.iam("CreateAccessKey", { UserName });
  return new Person(UserName, keiri.id, {}).with(AccessKey);
}

/** A virtual device that nobody has yet, on a phone. */
export async function aDevice() {
  const made = await keiri.hanako.iam("CreateVirtualMFADevice", {
    VirtualMFADeviceName: aName("phone"),
  });
  return new Phone(made.VirtualMFADevice);
}

/** Hanako assigns the device on this phone to somebody. */
export function assigns(phone, person, last = -1) {
  return keiri.hanako.iam("EnableMFADevice", {
    UserName: person.name,
    SerialNumber: phone.serialNumber,
    ...phone.twoCodes(last),
  });
}

/** A new device, assigned to this person. */
export async function aPhoneOf(person) {
  const phone = await aDevice();
  await assigns(phone, person);
  return phone;
}

/** The same person with a session. */
export async function aSessionOf(person, phone) {
  const input = phone && { SerialNumber: phone.serialNumber, TokenCode: phone.code() };
  const { Credentials } = await person.sts("GetSessionToken", input);
  return person.with(Credentials);
}
