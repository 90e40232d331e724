// Every operation the good way.

import assert from "node:assert/strict";
import { test } from "node:test";

import { paginateListUsers, IAMClient } from "@aws-sdk/client-iam";

import {
  aDevice,
  aName,
  aPhoneOf,
  aSelfManager,
  aSessionOf,
  anAdministrator,
  assigns,
  eigyo,
  keiri,
  refused,
  somebody,
  tag,
} from "./world.mjs";

const { hanako } = keiri;
const { yoko } = eigyo;

test("somebody comes, is renamed, carries tags and goes", async () => {
  const [came, isNow] = [aName("came"), aName("renamed")];
  const { User } = await hanako.iam("CreateUser", {
    UserName: came,
    Path: "/tokyo/",
    Tags: [tag("team", "sales")],
  });
  assert.equal(User.Arn, `arn:aws:iam::${keiri.id}:user/tokyo/${came}`);
  assert.ok(User.CreateDate instanceof Date);
  await hanako.iam("UpdateUser", { UserName: came, NewUserName: isNow, NewPath: "/osaka/" });
  const found = await hanako.iam("GetUser", { UserName: isNow });
  assert.equal(found.User.UserId, User.UserId);
  const UserName = isNow;
  await hanako.iam("TagUser", { UserName, Tags: [tag("floor", "3"), tag("team", "support")] });
  await hanako.iam("UntagUser", { UserName, TagKeys: ["floor"] });
  await hanako.iam("TagUser", { UserName, Tags: [tag("部署", "営業部 + 経理部 = é")] });
  const { Tags } = await hanako.iam("ListUserTags", { UserName });
  const values = Tags.map((found) => found.Value).sort();
  assert.deepEqual(values, ["support", "営業部 + 経理部 = é"]);
  await hanako.iam("DeleteUser", { UserName });
  const said = await refused("NoSuchEntity", hanako.iam("GetUser", { UserName }));
  assert.equal(said, `The user with name ${isNow} cannot be found.`);
});

test("every user stands once in the pages", async () => {
  const PathPrefix = `/${aName("list")}/`;
  const made = [];
  for (const word of ["a", "b", "c"]) {
    const { User } = await hanako.iam("CreateUser", { UserName: aName(word), Path: PathPrefix });
    made.push(User.UserName);
  }
  const first = await hanako.iam("ListUsers", { PathPrefix, MaxItems: 2 });
  assert.equal(first.IsTruncated, true);
  const client = hanako.client(IAMClient);
  const listed = [];
  for await (const page of paginateListUsers({ client, pageSize: 2 }, { PathPrefix })) {
    listed.push(...page.Users.map((user) => user.UserName));
  }
  client.destroy();
  assert.deepEqual(listed.sort(), made.sort());
});

test("a key is made, switched off and deleted", async () => {
  const owner = await somebody("key-owner");
  const UserName = owner.name;
  const AccessKeyId = owner.credentials.accessKeyId;
  const used = await hanako.iam("GetAccessKeyLastUsed", { AccessKeyId });
  assert.equal(used.UserName, UserName);
  const told = await hanako.sts("GetAccessKeyInfo", { AccessKeyId });
  assert.equal(told.Account, keiri.id);
  await hanako.iam("UpdateAccessKey", { UserName, AccessKeyId, Status: "Inactive" });
  await refused("InvalidClientTokenId", owner.sts("GetCallerIdentity"));
  const { AccessKeyMetadata } = await hanako.iam("ListAccessKeys", { UserName });
  assert.deepEqual(
    AccessKeyMetadata.map((key) => key.Status),
    ["Inactive"],
  );
  await hanako.iam("DeleteAccessKey", { UserName, AccessKeyId });
});

test("a password is given, changed and taken", async () => {
  const { name: UserName } = await somebody("login");
  await hanako.iam("CreateLoginProfile", {
    UserName,
    Password: "fake-password-one",
    PasswordResetRequired: true,
  });
  const { LoginProfile } = await hanako.iam("GetLoginProfile", { UserName });
  assert.equal(LoginProfile.PasswordResetRequired, true);
  await hanako.iam("UpdateLoginProfile", { UserName, Password: "fake-password-two" });
  await hanako.iam("DeleteLoginProfile", { UserName });
});

test("the own password is changed", async () => {
  const person = aSelfManager();
  await person.iam("ChangePassword", {
    OldPassword: person.password,
    NewPassword: "fake-and-better-password",
  });
});

test("a device is made, assigned, set right, taken away and deleted", async () => {
  const user = await somebody("phone-owner");
  const phone = await aDevice();
  const SerialNumber = phone.serialNumber;
  const owned = { UserName: user.name, SerialNumber };
  await assigns(phone, user, -6);
  await hanako.iam("ResyncMFADevice", { ...owned, ...phone.twoCodes() });
  const { MFADevices } = await hanako.iam("ListMFADevices", { UserName: user.name });
  assert.deepEqual(
    MFADevices.map((device) => device.SerialNumber),
    [SerialNumber],
  );
  const { VirtualMFADevices } = await hanako.iam("ListVirtualMFADevices", {
    AssignmentStatus: "Assigned",
  });
  const assigned = VirtualMFADevices.find((device) => device.SerialNumber === SerialNumber);
  assert.equal(assigned.User.Arn, user.arn);
  await hanako.iam("TagMFADevice", { SerialNumber, Tags: [tag("a", "1"), tag("b", "2")] });
  await hanako.iam("UntagMFADevice", { SerialNumber, TagKeys: ["a"] });
  const { Tags } = await hanako.iam("ListMFADeviceTags", { SerialNumber });
  assert.deepEqual(Tags, [tag("b", "2")]);
  await hanako.iam("DeactivateMFADevice", owned);
  await hanako.iam("DeleteVirtualMFADevice", { SerialNumber });
});

test("the picture of a device is a picture", async () => {
  const { VirtualMFADevice } = await hanako.iam("CreateVirtualMFADevice", {
    VirtualMFADeviceName: aName("picture"),
  });
  const picture = Buffer.from(VirtualMFADevice.QRCodePNG);
  assert.equal(picture.subarray(1, 4).toString("ascii"), "PNG");
});

test("a key and a code open IAM", async () => {
  const person = anAdministrator();
  const who = await person.sts("GetCallerIdentity");
  assert.deepEqual([who.Arn, who.Account], [person.arn, keiri.id]);
  const phone = await aPhoneOf(person);
  const session = await aSessionOf(person, phone);
  const { User } = await session.iam("GetUser");
  assert.equal(User.UserName, person.name);
});

test("an alias is made, listed and deleted", async () => {
  await yoko.iam("CreateAccountAlias", { AccountAlias: "eigyo-new" });
  const { AccountAliases } = await yoko.iam("ListAccountAliases");
  assert.deepEqual(AccountAliases, ["eigyo-new"]);
  await yoko.iam("DeleteAccountAlias", { AccountAlias: "eigyo-new" });
});

test("a password policy is set, read and deleted", async () => {
  await yoko.iam("UpdateAccountPasswordPolicy", {
    MinimumPasswordLength: 14,
    RequireSymbols: true,
  });
  const { PasswordPolicy } = await yoko.iam("GetAccountPasswordPolicy");
  assert.equal(PasswordPolicy.MinimumPasswordLength, 14);
  assert.equal(PasswordPolicy.RequireSymbols, true);
  await yoko.iam("DeleteAccountPasswordPolicy");
});

test("the summary and the report are read", async () => {
  const { SummaryMap } = await yoko.iam("GetAccountSummary");
  assert.equal(SummaryMap.AccountMFAEnabled, 0);
  for (const state of ["STARTED", "COMPLETE"]) {
    const { State } = await yoko.iam("GenerateCredentialReport");
    assert.equal(State, state);
  }
  const { Content, ReportFormat } = await yoko.iam("GetCredentialReport");
  assert.equal(ReportFormat, "text/csv");
  const rows = Buffer.from(Content).toString("utf8").split("\n");
  assert.deepEqual(
    rows.map((row) => row.split(",")[0]),
    ["user", "<root_account>", "yoko"],
  );
});

for (const [operation, key] of [
  ["ListInstanceProfiles", "InstanceProfiles"],
  ["ListOpenIDConnectProviders", "OpenIDConnectProviderList"],
  ["ListSAMLProviders", "SAMLProviderList"],
  ["ListServerCertificates", "ServerCertificateMetadataList"],
  ["ListServiceSpecificCredentials", "ServiceSpecificCredentials"],
  ["ListSigningCertificates", "Certificates"],
  ["ListSSHPublicKeys", "SSHPublicKeys"],
]) {
  test(`${operation} is empty, and no error`, async () => {
    const answer = await hanako.iam(operation);
    assert.deepEqual(answer[key], []);
  });
}
