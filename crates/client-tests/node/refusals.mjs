// Every operation once more by somebody who may not: calls that would work for an administrator.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Person, aPhoneOf, aSessionOf, eigyo, keiri, refused, somebody } from "./world.mjs";

const { hanako, taro } = keiri;
const UserName = "hanako";
const SerialNumber = `arn:aws:iam::${keiri.id}:mfa/no-such-phone`;
const codes = { AuthenticationCode1: "000000", AuthenticationCode2: "000001" };
const AccessKeyId = hanako.credentials.accessKeyId;
const Password = "fake-password-of-taro";
const Tags = [{ Key: "team", Value: "sales" }];

const GroupName = "keiri-bu";
const PolicyName = "look";
const PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const PolicyDocument =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:GetUser","Resource":"*"}}';
const VersionId = "v1";
const PolicySourceArn = hanako.arn;
const ActionNames = ["iam:GetUser"];

const RoleName = "audit";
const AssumeRolePolicyDocument =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}';

const DENIED_ROLES = {
  AttachRolePolicy: { RoleName, PolicyArn },
  CreateRole: { RoleName, AssumeRolePolicyDocument },
  DeleteRole: { RoleName },
  DeleteRolePermissionsBoundary: { RoleName },
  DeleteRolePolicy: { RoleName, PolicyName },
  DetachRolePolicy: { RoleName, PolicyArn },
  GetRole: { RoleName },
  GetRolePolicy: { RoleName, PolicyName },
  ListAttachedRolePolicies: { RoleName },
  ListRolePolicies: { RoleName },
  ListRoleTags: { RoleName },
  ListRoles: {},
  PutRolePermissionsBoundary: { RoleName, PermissionsBoundary: PolicyArn },
  PutRolePolicy: { RoleName, PolicyName, PolicyDocument },
  TagRole: { RoleName, Tags },
  UntagRole: { RoleName, TagKeys: ["team"] },
  UpdateAssumeRolePolicy: { RoleName, PolicyDocument: AssumeRolePolicyDocument },
  UpdateRole: { RoleName },
  UpdateRoleDescription: { RoleName, Description: "other" },
};

const DENIED_POLICIES = {
  AddUserToGroup: { GroupName, UserName },
  AttachGroupPolicy: { GroupName, PolicyArn },
  AttachUserPolicy: { UserName, PolicyArn },
  CreateGroup: { GroupName },
  CreatePolicy: { PolicyName, PolicyDocument },
  CreatePolicyVersion: { PolicyArn, PolicyDocument },
  DeleteGroup: { GroupName },
  DeleteGroupPolicy: { GroupName, PolicyName },
  DeletePolicy: { PolicyArn },
  DeletePolicyVersion: { PolicyArn, VersionId },
  DeleteUserPermissionsBoundary: { UserName },
  DeleteUserPolicy: { UserName, PolicyName },
  DetachGroupPolicy: { GroupName, PolicyArn },
  DetachUserPolicy: { UserName, PolicyArn },
  GetAccountAuthorizationDetails: {},
  GetContextKeysForCustomPolicy: { PolicyInputList: [PolicyDocument] },
  GetContextKeysForPrincipalPolicy: { PolicySourceArn },
  GetGroup: { GroupName },
  GetGroupPolicy: { GroupName, PolicyName },
  GetPolicy: { PolicyArn },
  GetPolicyVersion: { PolicyArn, VersionId },
  GetUserPolicy: { UserName, PolicyName },
  ListAttachedGroupPolicies: { GroupName },
  ListAttachedUserPolicies: { UserName },
  ListEntitiesForPolicy: { PolicyArn },
  ListGroupPolicies: { GroupName },
  ListGroups: {},
  ListGroupsForUser: { UserName },
  ListPolicies: {},
  ListPolicyTags: { PolicyArn },
  ListPolicyVersions: { PolicyArn },
  ListUserPolicies: { UserName },
  PutGroupPolicy: { GroupName, PolicyName, PolicyDocument },
  PutUserPermissionsBoundary: { UserName, PermissionsBoundary: PolicyArn },
  PutUserPolicy: { UserName, PolicyName, PolicyDocument },
  RemoveUserFromGroup: { GroupName, UserName },
  SetDefaultPolicyVersion: { PolicyArn, VersionId },
  SimulateCustomPolicy: { PolicyInputList: [PolicyDocument], ActionNames },
  SimulatePrincipalPolicy: { PolicySourceArn, ActionNames },
  TagPolicy: { PolicyArn, Tags },
  UntagPolicy: { PolicyArn, TagKeys: ["team"] },
  UpdateGroup: { GroupName, NewPath: "/x/" },
};

const DENIED = {
  ...DENIED_POLICIES,
  ...DENIED_ROLES,
  ChangePassword: { OldPassword: "fake-old-one", NewPassword: "fake-new-one" },
  CreateAccessKey: { UserName },
  CreateAccountAlias: { AccountAlias: "keiri-of-taro" },
  CreateLoginProfile: { UserName, Password },
  CreateUser: { UserName: "jiro" },
  CreateVirtualMFADevice: { VirtualMFADeviceName: "taros" },
  DeactivateMFADevice: { UserName, SerialNumber },
  DeleteAccessKey: { UserName, AccessKeyId },
  DeleteAccountAlias: { AccountAlias: keiri.alias },
  DeleteAccountPasswordPolicy: {},
  DeleteLoginProfile: { UserName },
  DeleteUser: { UserName },
  DeleteVirtualMFADevice: { SerialNumber },
  EnableMFADevice: { UserName, SerialNumber, ...codes },
  GenerateCredentialReport: {},
  GetAccessKeyLastUsed: { AccessKeyId },
  GetAccountPasswordPolicy: {},
  GetAccountSummary: {},
  GetCredentialReport: {},
  GetLoginProfile: { UserName },
  GetMFADevice: { UserName, SerialNumber },
  GetUser: { UserName },
  ListAccessKeys: { UserName },
  ListAccountAliases: {},
  ListInstanceProfiles: {},
  ListMFADeviceTags: { SerialNumber },
  ListMFADevices: { UserName },
  ListOpenIDConnectProviders: {},
  ListSAMLProviders: {},
  ListSSHPublicKeys: { UserName },
  ListServerCertificates: {},
  ListServiceSpecificCredentials: { UserName },
  ListSigningCertificates: { UserName },
  ListUserTags: { UserName },
  ListUsers: {},
  ListVirtualMFADevices: {},
  ResyncMFADevice: { UserName, SerialNumber, ...codes },
  TagMFADevice: { SerialNumber, Tags },
  TagUser: { UserName, Tags },
  UntagMFADevice: { SerialNumber, TagKeys: ["team"] },
  UntagUser: { UserName, TagKeys: ["team"] },
  UpdateAccessKey: { UserName, AccessKeyId, Status: "Inactive" },
  UpdateAccountPasswordPolicy: { MinimumPasswordLength: 14 },
  UpdateLoginProfile: { UserName, Password },
  UpdateUser: { UserName, NewPath: "/x/" },
};

for (const [operation, input] of Object.entries(DENIED)) {
  test(`who was allowed nothing may not ask for ${operation}`, async () => {
    const said = await refused("AccessDenied", taro.iam(operation, input));
    assert.match(said, new RegExp(`^User: ${taro.arn} is not authorized to perform: iam:`));
  });
}

test("who was allowed nothing takes on no role and may not ask whose a key is", async () => {
  const RoleArn = `arn:aws:iam::${keiri.id}:role/audit`;
  const asked = { RoleArn, RoleSessionName: "work" };
  await refused("AccessDenied", taro.sts("AssumeRole", asked));
  await refused("AccessDenied", taro.sts("GetAccessKeyInfo", { AccessKeyId }));
});

test("a wrong secret does not sign", async () => {
  const secretAccessKey = "fake-and-wrong-secret-of-hanako-00000000";
  const stranger = new Person("hanako", keiri.id, { ...hanako.credentials, secretAccessKey });
  await refused("SignatureDoesNotMatch", stranger.sts("GetCallerIdentity"));
  await refused("SignatureDoesNotMatch", stranger.iam("GetUser"));
});

test("a wrong code and a used one open no session", async () => {
  const person = await somebody("wrong");
  const phone = await aPhoneOf(person);
  const ask = (TokenCode) =>
    person.sts("GetSessionToken", { SerialNumber: phone.serialNumber, TokenCode });
  const text = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
  assert.equal(await refused("AccessDenied", ask(phone.wrongCode())), text);
  await aSessionOf(person, phone);
  assert.equal(await refused("AccessDenied", ask(phone.code())), text);
});

test("a session without MFA does not reach IAM", async () => {
  const session = await aSessionOf(hanako);
  const who = await session.sts("GetCallerIdentity");
  assert.equal(who.Arn, hanako.arn);
  await refused("InvalidClientTokenId", session.iam("GetUser"));
});

test("a device of another account opens no session", async () => {
  const theirs = `arn:aws:iam::${eigyo.id}:mfa/no-such-phone`;
  const input = { SerialNumber: theirs, TokenCode: "000000" };
  await refused("AccessDenied", taro.sts("GetSessionToken", input));
});

test("a virtual device has no more to tell", async () => {
  const user = await somebody("asks");
  const phone = await aPhoneOf(user);
  const asked = hanako.iam("GetMFADevice", {
    UserName: user.name,
    SerialNumber: phone.serialNumber,
  });
  assert.match(await refused("ValidationError", asked), /only hardware FIDO security keys/);
});

test("what is not served is named", async () => {
  const unserved = "SetSecurityTokenServicePreferences";
  const asked = hanako.iam(unserved, { GlobalEndpointTokenVersion: "v2Token" });
  assert.match(await refused("NotImplemented", asked), new RegExp(unserved));
});
