// Groups and policies the good way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { IAMClient, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";

import { aName, keiri, refused, somebody, tag } from "./world.mjs";

const { hanako } = keiri;
const PolicyArn = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const PolicyName = "look";
const written = (Action, Condition) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*", Condition }],
  });
const PolicyDocument = written("iam:ListUsers");

// A user and a group have the same operations about policies.
for (const [noun, plural, create] of [
  ["User", "UserPolicies", "CreateUser"],
  ["Group", "GroupPolicies", "CreateGroup"],
]) {
  test(`a ${noun} has policies`, async () => {
    const owner = { [`${noun}Name`]: aName("owner") };
    await hanako.iam(create, owner);
    const inline = { ...owner, PolicyName };
    await hanako.iam(`Put${noun}Policy`, { ...inline, PolicyDocument });
    const found = await hanako.iam(`Get${noun}Policy`, inline);
    assert.equal(decodeURIComponent(found.PolicyDocument), PolicyDocument);
    const { PolicyNames } = await hanako.iam(`List${plural}`, owner);
    assert.deepEqual(PolicyNames, [PolicyName]);
    const broken = { ...inline, PolicyDocument: "{" };
    await refused("MalformedPolicyDocument", hanako.iam(`Put${noun}Policy`, broken));
    await hanako.iam(`Delete${noun}Policy`, inline);
    await refused("NoSuchEntity", hanako.iam(`Get${noun}Policy`, inline));
    await hanako.iam(`Attach${noun}Policy`, { ...owner, PolicyArn });
    const { AttachedPolicies } = await hanako.iam(`ListAttached${plural}`, owner);
    assert.deepEqual(AttachedPolicies, [{ PolicyArn, PolicyName: "IAMReadOnlyAccess" }]);
    await hanako.iam(`Detach${noun}Policy`, { ...owner, PolicyArn });
  });
}

test("whoever belongs to a group has its policies", async () => {
  const person = await somebody("member");
  const { Group } = await hanako.iam("CreateGroup", { GroupName: aName("group"), Path: "/bu/" });
  const { GroupName } = Group;
  const member = { GroupName, UserName: person.name };
  await hanako.iam("PutGroupPolicy", { GroupName, PolicyName, PolicyDocument });
  await refused("AccessDenied", person.iam("ListUsers"));
  await hanako.iam("AddUserToGroup", member);
  await person.iam("ListUsers");
  const { Users } = await hanako.iam("GetGroup", { GroupName });
  assert.deepEqual(
    Users.map((user) => user.UserName),
    [person.name],
  );
  const { Groups } = await hanako.iam("ListGroupsForUser", { UserName: person.name });
  assert.deepEqual(Groups, [Group]);
  await hanako.iam("RemoveUserFromGroup", member);
  await refused("AccessDenied", person.iam("ListUsers"));
  await refused("DeleteConflict", hanako.iam("DeleteGroup", { GroupName }));
  await hanako.iam("DeleteGroupPolicy", { GroupName, PolicyName });
  const NewGroupName = aName("renamed");
  await hanako.iam("UpdateGroup", { GroupName, NewGroupName });
  const listed = await hanako.iam("ListGroups", { PathPrefix: "/bu/" });
  assert.deepEqual(
    listed.Groups.map((group) => group.GroupName),
    [NewGroupName],
  );
  await hanako.iam("DeleteGroup", { GroupName: NewGroupName });
});

test("a boundary bounds", async () => {
  const person = await somebody("bounded");
  const user = { UserName: person.name };
  const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
  await hanako.iam("AttachUserPolicy", { ...user, PolicyArn: administrator });
  await hanako.iam("PutUserPermissionsBoundary", { ...user, PermissionsBoundary: PolicyArn });
  const { User } = await person.iam("GetUser");
  assert.equal(User.PermissionsBoundary.PermissionsBoundaryArn, PolicyArn);
  const asked = person.iam("CreateGroup", { GroupName: "none" });
  assert.match(await refused("AccessDenied", asked), /because no permissions boundary allows/);
  await hanako.iam("DeleteUserPermissionsBoundary", user);
  await person.iam("CreateGroup", { GroupName: aName("unbound") });
});

test("a policy has versions, tags and whoever it is attached to", async () => {
  const UserName = (await somebody("has")).name;
  const name = { PolicyName: aName("policy"), Path: "/bu/" };
  const { Policy } = await hanako.iam("CreatePolicy", { ...name, PolicyDocument });
  const policy = { PolicyArn: Policy.Arn };
  const groups = written("iam:ListGroups");
  await hanako.iam("CreatePolicyVersion", { ...policy, PolicyDocument: groups });
  const v2 = { ...policy, VersionId: "v2" };
  const { PolicyVersion } = await hanako.iam("GetPolicyVersion", v2);
  assert.equal(decodeURIComponent(PolicyVersion.Document), groups);
  await hanako.iam("SetDefaultPolicyVersion", v2);
  await refused("DeleteConflict", hanako.iam("DeletePolicyVersion", v2));
  await hanako.iam("DeletePolicyVersion", { ...policy, VersionId: "v1" });
  const { Versions } = await hanako.iam("ListPolicyVersions", policy);
  assert.deepEqual(
    Versions.map((version) => version.VersionId),
    ["v2"],
  );

  await hanako.iam("TagPolicy", { ...policy, Tags: [tag("a", "1"), tag("bumon", "経理")] });
  await hanako.iam("UntagPolicy", { ...policy, TagKeys: ["a"] });
  const { Tags } = await hanako.iam("ListPolicyTags", policy);
  assert.deepEqual(Tags, [tag("bumon", "経理")]);

  await hanako.iam("AttachUserPolicy", { UserName, ...policy });
  const { PolicyUsers } = await hanako.iam("ListEntitiesForPolicy", policy);
  assert.equal(PolicyUsers[0].UserName, UserName);
  const found = await hanako.iam("GetPolicy", policy);
  assert.equal(found.Policy.AttachmentCount, 1);
  assert.equal(found.Policy.DefaultVersionId, "v2");
  const { Policies } = await hanako.iam("ListPolicies", { Scope: "Local", PathPrefix: "/bu/" });
  assert.deepEqual(
    Policies.map((one) => one.Arn),
    [Policy.Arn],
  );
  await hanako.iam("DetachUserPolicy", { UserName, ...policy });
  await hanako.iam("DeletePolicy", policy);
  await refused("NoSuchEntity", hanako.iam("GetPolicy", policy));
});

test("the simulator decides, and says which keys it wants to know", async () => {
  const key = "aws:MultiFactorAuthPresent";
  const PolicyInputList = [written("iam:ListUsers", { Bool: { [key]: "true" } })];
  const custom = await hanako.iam("GetContextKeysForCustomPolicy", { PolicyInputList });
  assert.deepEqual(custom.ContextKeyNames, [key]);
  for (const [value, decision] of [
    ["true", "allowed"],
    ["false", "implicitDeny"],
  ]) {
    const { EvaluationResults } = await hanako.iam("SimulateCustomPolicy", {
      PolicyInputList,
      ActionNames: ["iam:ListUsers"],
      ContextEntries: [
        { ContextKeyName: key, ContextKeyType: "boolean", ContextKeyValues: [value] },
      ],
    });
    assert.equal(EvaluationResults[0].EvalDecision, decision);
  }

  const person = await somebody("simulated");
  await hanako.iam("PutUserPolicy", { UserName: person.name, PolicyName, PolicyDocument });
  const PolicySourceArn = person.arn;
  const own = await hanako.iam("GetContextKeysForPrincipalPolicy", { PolicySourceArn });
  assert.deepEqual(own.ContextKeyNames ?? [], []);
  const { EvaluationResults } = await hanako.iam("SimulatePrincipalPolicy", {
    PolicySourceArn,
    ActionNames: ["iam:ListUsers", "iam:ListGroups"],
  });
  assert.deepEqual(
    EvaluationResults.map((result) => result.EvalDecision),
    ["allowed", "implicitDeny"],
  );
});

test("the whole of an account is read in pages", async () => {
  const person = await somebody("detailed");
  await hanako.iam("PutUserPolicy", { UserName: person.name, PolicyName, PolicyDocument });
  const all = await hanako.iam("GetAccountAuthorizationDetails", { Filter: ["User"] });
  const user = all.UserDetailList.find((found) => found.UserName === person.name);
  assert.equal(decodeURIComponent(user.UserPolicyList[0].PolicyDocument), PolicyDocument);
  const client = hanako.client(IAMClient);
  const names = [];
  const pages = paginateGetAccountAuthorizationDetails({ client, pageSize: 5 }, {});
  for await (const page of pages) names.push(...page.UserDetailList.map((one) => one.UserName));
  client.destroy();
  const listed = await hanako.iam("ListUsers");
  assert.deepEqual(
    names.sort(),
    listed.Users.map((one) => one.UserName).sort(),
  );
});
