// Roles, and the sessions of those who take them on.

import assert from "node:assert/strict";
import { test } from "node:test";

import { aName, aPhoneOf, aSessionOf, anAdministrator, keiri, refused, tag } from "./world.mjs";

const { hanako } = keiri;
const PolicyArn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const RoleSessionName = "work";
const trust = (AWS, Condition) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole", Condition }],
  });

/** A new role that may look at IAM; whoever of the account takes it on needs this. */
async function aRole(condition) {
  const RoleName = aName("role");
  const AssumeRolePolicyDocument = trust(`arn:aws:iam::${keiri.id}:root`, condition);
  const { Role } = await hanako.iam("CreateRole", { RoleName, AssumeRolePolicyDocument });
  await hanako.iam("AttachRolePolicy", { RoleName, PolicyArn });
  return { RoleArn: Role.Arn, RoleSessionName };
}

/** The same person as the role. */
async function takes(person, input) {
  const { Credentials } = await person.sts("AssumeRole", input);
  return person.with(Credentials);
}

test("a role is made, trusted, taken on and deleted", async () => {
  const RoleName = aName("role");
  const AssumeRolePolicyDocument = trust(keiri.id);
  const { Role } = await hanako.iam("CreateRole", { RoleName, AssumeRolePolicyDocument });
  await hanako.iam("UpdateRole", { RoleName, MaxSessionDuration: 7200 });
  await hanako.iam("UpdateRoleDescription", { RoleName, Description: "looks on" });
  const PolicyDocument = trust(hanako.arn);
  await hanako.iam("UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
  const found = await hanako.iam("GetRole", { RoleName });
  assert.equal(found.Role.MaxSessionDuration, 7200);
  assert.equal(decodeURIComponent(found.Role.AssumeRolePolicyDocument), PolicyDocument);
  await hanako.iam("TagRole", { RoleName, Tags: [tag("team", "sales")] });
  const { Tags } = await hanako.iam("ListRoleTags", { RoleName });
  assert.deepEqual(Tags, [tag("team", "sales")]);
  await hanako.iam("UntagRole", { RoleName, TagKeys: ["team"] });
  const inline = { RoleName, PolicyName: "look" };
  const look = { Version: "2012-10-17", Statement: [] };
  look.Statement.push({ Effect: "Allow", Action: "iam:ListUsers", Resource: "*" });
  await hanako.iam("PutRolePolicy", { ...inline, PolicyDocument: JSON.stringify(look) });
  await hanako.iam("GetRolePolicy", inline);
  assert.deepEqual((await hanako.iam("ListRolePolicies", { RoleName })).PolicyNames, ["look"]);
  await hanako.iam("AttachRolePolicy", { RoleName, PolicyArn });
  const { AttachedPolicies } = await hanako.iam("ListAttachedRolePolicies", { RoleName });
  assert.equal(AttachedPolicies[0].PolicyArn, PolicyArn);
  await hanako.iam("PutRolePermissionsBoundary", { RoleName, PermissionsBoundary: PolicyArn });
  const taken = await hanako.sts("AssumeRole", { RoleArn: Role.Arn, RoleSessionName: "work" });
  assert.match(taken.AssumedRoleUser.Arn, /:assumed-role\/.*\/work$/);
  await hanako.iam("DeleteRolePermissionsBoundary", { RoleName });
  await hanako.iam("DetachRolePolicy", { RoleName, PolicyArn });
  await hanako.iam("DeleteRolePolicy", inline);
  const { Roles } = await hanako.iam("ListRoles");
  assert.ok(Roles.some((role) => role.RoleName === RoleName));
  await hanako.iam("DeleteRole", { RoleName });
});

const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

test("a role is taken on with a code, which opens it once", async () => {
  const person = anAdministrator();
  const phone = await aPhoneOf(person);
  const role = await aRole(MFA);
  const SerialNumber = phone.serialNumber;
  await refused("AccessDenied", person.sts("AssumeRole", role));
  const withCode = { ...role, SerialNumber, TokenCode: phone.code() };
  const session = await takes(person, withCode);
  await session.iam("ListUsers");
  const said = await refused("AccessDenied", person.sts("AssumeRole", withCode));
  assert.match(said, /^MultiFactorAuthentication failed/);
});

test("the session of a code takes on a role without another one", async () => {
  const person = anAdministrator();
  const phone = await aPhoneOf(person);
  const role = await aRole(MFA);
  const without = await aSessionOf(person);
  await refused("AccessDenied", without.sts("AssumeRole", role));
  const session = await takes(await aSessionOf(person, phone), role);
  await session.iam("ListUsers");
});

test("an external id has to be the right one, and a session policy narrows", async () => {
  const role = await aRole({ StringEquals: { "sts:ExternalId": "fake-contract-7" } });
  await refused("AccessDenied", hanako.sts("AssumeRole", role));
  const wrong = { ...role, ExternalId: "fake-contract-8" };
  await refused("AccessDenied", hanako.sts("AssumeRole", wrong));
  const Statement = { Effect: "Allow", Action: "iam:ListUsers", Resource: "*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  const session = await takes(hanako, { ...role, ExternalId: "fake-contract-7", Policy });
  await session.iam("ListUsers");
  await refused("AccessDenied", session.iam("ListGroups"));
});
