"""Groups, policies, boundaries and the simulator."""

import json

from with_boto3.story import Story, iam
from world import KEIRI, a_name

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
NO_ARN = "arn:aws:s3:::no-policy-at-all"


def a_document(action="iam:ListUsers", condition=None, filler=0):
    """A policy that allows one action; the filler makes it larger."""
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    if condition:
        statement["Condition"] = condition
    document = {"Version": "2012-10-17", "Statement": [statement]}
    if filler:
        document["Id"] = "x" * filler
    return json.dumps(document)


def missing_policy():
    return f"arn:aws:iam::{KEIRI.id}:policy/{a_name('missing')}"


class Owned(Story):
    """What users and groups have in common, asked of both."""

    def setUp(self):
        super().setUp()
        self.user, self.group = a_name("user"), a_name("group")
        self.hanako.create_user(UserName=self.user)
        self.hanako.create_group(GroupName=self.group)

    def both(self):
        """Each kind of owner: its noun, its parameter, and the same for one that is not there."""
        yield "user", {"UserName": self.user}, {"UserName": a_name("gone")}
        yield "group", {"GroupName": self.group}, {"GroupName": a_name("gone")}

    def call(self, operation, noun):
        return getattr(self.hanako, operation.format(noun))

    def test_an_inline_policy_comes_back_as_it_was_written(self):
        for noun, owner, gone in self.both():
            with self.subTest(noun):
                put = self.call("put_{}_policy", noun)
                get = self.call("get_{}_policy", noun)
                delete = self.call("delete_{}_policy", noun)
                policies = self.call("list_{}_policies", noun)
                put(**owner, PolicyName="look", PolicyDocument=a_document())
                found = get(**owner, PolicyName="look")["PolicyDocument"]
                self.assertEqual(found, json.loads(a_document()))
                self.assertEqual(policies(**owner)["PolicyNames"], ["look"])
                named = {"PolicyName": "look"}
                document = {"PolicyDocument": a_document()}
                self.refused("NoSuchEntity", put, **gone, **named, **document)
                self.refused("MalformedPolicyDocument", put, **owner, **named, PolicyDocument="{")
                large = {"PolicyDocument": a_document(filler=6000)}
                self.refused("LimitExceeded", put, **owner, PolicyName="large", **large)
                delete(**owner, **named)
                self.refused("NoSuchEntity", get, **owner, **named)
                self.refused("NoSuchEntity", delete, **owner, **named)
                self.refused("NoSuchEntity", policies, **gone)

    def test_managed_policies_are_attached_and_detached(self):
        own = [
            self.hanako.create_policy(PolicyName=a_name("p"), PolicyDocument=a_document())
            for _ in range(2)
        ]
        aws = self.hanako.list_policies(Scope="AWS")["Policies"]
        arns = [policy["Arn"] for policy in aws] + [made["Policy"]["Arn"] for made in own]
        self.assertEqual(len(arns), 11)
        for noun, owner, gone in self.both():
            with self.subTest(noun):
                attach = self.call("attach_{}_policy", noun)
                detach = self.call("detach_{}_policy", noun)
                attached = self.call("list_attached_{}_policies", noun)
                for arn in arns[:10]:
                    attach(**owner, PolicyArn=arn)
                self.refused("LimitExceeded", attach, **owner, PolicyArn=arns[10])
                self.assertEqual(len(attached(**owner)["AttachedPolicies"]), 10)
                for call in (attach, detach):
                    self.refused("NoSuchEntity", call, **gone, PolicyArn=READ_ONLY)
                    self.refused("InvalidInput", call, **owner, PolicyArn=NO_ARN)
                    self.refused("NoSuchEntity", call, **owner, PolicyArn=missing_policy())
                self.refused("NoSuchEntity", attached, **gone)
                for arn in arns[:10]:
                    detach(**owner, PolicyArn=arn)


class Groups(Story):
    def test_a_group_gives_its_policies_to_its_users(self):
        somebody = self.somebody()
        group = a_name("group")
        made = self.hanako.create_group(GroupName=group, Path="/bu/")["Group"]
        self.assertEqual(made["Arn"], f"arn:aws:iam::{KEIRI.id}:group/bu/{group}")
        self.refused("EntityAlreadyExists", self.hanako.create_group, GroupName=group)
        self.hanako.put_group_policy(
            GroupName=group, PolicyName="look", PolicyDocument=a_document()
        )
        self.refused("AccessDenied", iam(somebody).list_users)
        self.hanako.add_user_to_group(GroupName=group, UserName=somebody.name)
        iam(somebody).list_users()
        (user,) = self.hanako.get_group(GroupName=group)["Users"]
        self.assertEqual(user["UserName"], somebody.name)
        (found,) = self.hanako.list_groups_for_user(UserName=somebody.name)["Groups"]
        self.assertEqual(found, made)
        names = [one["GroupName"] for one in self.hanako.list_groups()["Groups"]]
        self.assertIn(group, names)
        self.refused("DeleteConflict", self.hanako.delete_group, GroupName=group)
        self.hanako.remove_user_from_group(GroupName=group, UserName=somebody.name)
        self.hanako.delete_group_policy(GroupName=group, PolicyName="look")
        other = a_name("other")
        self.hanako.create_group(GroupName=other)
        taken = {"GroupName": group, "NewGroupName": other}
        self.refused("EntityAlreadyExists", self.hanako.update_group, **taken)
        self.hanako.update_group(GroupName=group, NewPath="/")
        self.hanako.delete_group(GroupName=group)

    def test_what_is_not_there_is_said_to_be_missing(self):
        gone = {"GroupName": a_name("gone")}
        somebody = {"UserName": self.somebody().name}
        for call, more in [
            (self.hanako.get_group, {}),
            (self.hanako.update_group, {"NewPath": "/x/"}),
            (self.hanako.delete_group, {}),
            (self.hanako.add_user_to_group, somebody),
            (self.hanako.remove_user_from_group, somebody),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, **gone, **more)
        nobody = {"UserName": a_name("gone")}
        self.refused("NoSuchEntity", self.hanako.list_groups_for_user, **nobody)

    def test_a_user_belongs_to_ten_groups(self):
        name = self.somebody().name
        for number in range(11):
            group = a_name(f"group{number}")
            self.hanako.create_group(GroupName=group)
            member = {"GroupName": group, "UserName": name}
            if number < 10:
                self.hanako.add_user_to_group(**member)
            else:
                self.refused("LimitExceeded", self.hanako.add_user_to_group, **member)


class Managed(Story):
    def setUp(self):
        super().setUp()
        self.name = a_name("policy")
        made = self.hanako.create_policy(
            PolicyName=self.name, PolicyDocument=a_document(), Description="to look"
        )
        self.policy = {"PolicyArn": made["Policy"]["Arn"]}

    def test_a_policy_has_five_versions_of_which_one_decides(self):
        found = self.hanako.get_policy(**self.policy)["Policy"]
        self.assertEqual((found["DefaultVersionId"], found["Description"]), ("v1", "to look"))
        add = self.hanako.create_policy_version
        for number in range(2, 6):
            made = add(**self.policy, PolicyDocument=a_document(), SetAsDefault=number == 3)
            self.assertEqual(made["PolicyVersion"]["VersionId"], f"v{number}")
        self.refused("LimitExceeded", add, **self.policy, PolicyDocument=a_document())
        self.refused("MalformedPolicyDocument", add, **self.policy, PolicyDocument="{}")
        versions = self.hanako.list_policy_versions(**self.policy)["Versions"]
        decides = [one["VersionId"] for one in versions if one["IsDefaultVersion"]]
        self.assertEqual(decides, ["v3"])
        remove = self.hanako.delete_policy_version
        self.refused("DeleteConflict", remove, **self.policy, VersionId="v3")
        self.refused("DeleteConflict", self.hanako.delete_policy, **self.policy)
        self.hanako.set_default_policy_version(**self.policy, VersionId="v1")
        one = self.hanako.get_policy_version(**self.policy, VersionId="v1")["PolicyVersion"]
        self.assertEqual(one["Document"], json.loads(a_document()))
        for number in range(2, 6):
            remove(**self.policy, VersionId=f"v{number}")
        self.hanako.delete_policy(**self.policy)

    def test_what_cannot_be_made_is_refused(self):
        create = self.hanako.create_policy
        twice = [{"Key": "k", "Value": "1"}, {"Key": "K", "Value": "2"}]
        document = {"PolicyDocument": a_document()}
        self.refused("EntityAlreadyExists", create, PolicyName=self.name, **document)
        self.refused("InvalidInput", create, PolicyName=a_name("p"), Tags=twice, **document)
        for code, text in [
            ("MalformedPolicyDocument", "{"),
            ("LimitExceeded", a_document(filler=6200)),
        ]:
            self.refused(code, create, PolicyName=a_name("p"), PolicyDocument=text)

    def test_tags_of_a_policy(self):
        tag = self.hanako.tag_policy
        tag(**self.policy, Tags=[{"Key": "team", "Value": "sales"}])
        tags = self.hanako.list_policy_tags(**self.policy)["Tags"]
        self.assertEqual(tags, [{"Key": "team", "Value": "sales"}])
        many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
        self.refused("LimitExceeded", tag, **self.policy, Tags=many)
        self.hanako.untag_policy(**self.policy, TagKeys=["team"])

    def test_a_policy_that_is_not_there_and_what_is_none(self):
        document = {"PolicyDocument": a_document()}
        version = {"VersionId": "v1"}
        for call, more in [
            (self.hanako.get_policy, {}),
            (self.hanako.delete_policy, {}),
            (self.hanako.create_policy_version, document),
            (self.hanako.get_policy_version, version),
            (self.hanako.list_policy_versions, {}),
            (self.hanako.set_default_policy_version, version),
            (self.hanako.delete_policy_version, version),
            (self.hanako.list_entities_for_policy, {}),
            (self.hanako.tag_policy, {"Tags": [{"Key": "k", "Value": "v"}]}),
            (self.hanako.untag_policy, {"TagKeys": ["k"]}),
            (self.hanako.list_policy_tags, {}),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, PolicyArn=missing_policy(), **more)
                self.refused("InvalidInput", call, PolicyArn=NO_ARN, **more)

    def test_who_has_a_policy_is_listed(self):
        holder, bounded = self.somebody().name, self.somebody().name
        group = a_name("group")
        self.hanako.create_group(GroupName=group)
        self.hanako.attach_user_policy(UserName=holder, **self.policy)
        self.hanako.attach_group_policy(GroupName=group, **self.policy)
        self.hanako.put_user_permissions_boundary(
            UserName=bounded, PermissionsBoundary=self.policy["PolicyArn"]
        )
        entities = self.hanako.list_entities_for_policy
        for asked, users, groups in [
            ({}, {holder, bounded}, {group}),
            ({"PolicyUsageFilter": "PermissionsPolicy"}, {holder}, {group}),
            ({"PolicyUsageFilter": "PermissionsBoundary"}, {bounded}, set()),
            ({"EntityFilter": "Group"}, set(), {group}),
        ]:
            with self.subTest(asked):
                found = entities(**self.policy, **asked)
                self.assertEqual({one["UserName"] for one in found["PolicyUsers"]}, users)
                self.assertEqual({one["GroupName"] for one in found["PolicyGroups"]}, groups)
        policy = self.hanako.get_policy(**self.policy)["Policy"]
        counts = (policy["AttachmentCount"], policy["PermissionsBoundaryUsageCount"])
        self.assertEqual(counts, (2, 1))

    def test_everything_is_read_at_once(self):
        user, group, role = self.somebody().name, a_name("group"), a_name("role")
        look = {"PolicyName": "look", "PolicyDocument": a_document()}
        self.hanako.put_user_policy(UserName=user, **look)
        self.hanako.create_group(GroupName=group)
        self.hanako.add_user_to_group(GroupName=group, UserName=user)
        self.hanako.attach_group_policy(GroupName=group, **self.policy)
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "ec2.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        self.hanako.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
        pages = self.hanako.get_paginator("get_account_authorization_details")
        found = pages.paginate(PaginationConfig={"PageSize": 3}).build_full_result()

        def the(key, name, value):
            (only,) = [one for one in found[key] if one[name] == value]
            return only

        its = the("UserDetailList", "UserName", user)
        self.assertEqual(its["GroupList"], [group])
        document = its["UserPolicyList"][0]["PolicyDocument"]
        self.assertEqual(document, json.loads(a_document()))
        its = the("GroupDetailList", "GroupName", group)
        attached = {"PolicyName": self.name, "PolicyArn": self.policy["PolicyArn"]}
        self.assertEqual(its["AttachedManagedPolicies"], [attached])
        its = the("RoleDetailList", "RoleName", role)
        self.assertEqual(its["AssumeRolePolicyDocument"], trust)
        its = the("Policies", "PolicyName", self.name)
        self.assertEqual(its["PolicyVersionList"][0]["Document"], json.loads(a_document()))


class Boundaries(Story):
    def test_a_boundary_bounds(self):
        somebody = self.somebody()
        user = {"UserName": somebody.name}
        self.hanako.attach_user_policy(**user, PolicyArn=ADMINISTRATOR)
        put = self.hanako.put_user_permissions_boundary
        put(**user, PermissionsBoundary=READ_ONLY)
        iam(somebody).list_users()
        refused = self.refused("AccessDenied", iam(somebody).create_group, GroupName="g")
        self.assertIn("because no permissions boundary allows", refused)
        self.refused("NoSuchEntity", put, **user, PermissionsBoundary=missing_policy())
        self.refused("InvalidInput", put, **user, PermissionsBoundary=NO_ARN)
        self.hanako.delete_user_permissions_boundary(**user)
        self.refused("NoSuchEntity", self.hanako.delete_user_permissions_boundary, **user)

    def test_a_user_can_be_made_with_one(self):
        name = a_name("bounded")
        made = self.hanako.create_user(UserName=name, PermissionsBoundary=READ_ONLY)["User"]
        boundary = made["PermissionsBoundary"]
        self.assertEqual(boundary["PermissionsBoundaryArn"], READ_ONLY)
        other = {"UserName": a_name("other"), "PermissionsBoundary": missing_policy()}
        self.refused("NoSuchEntity", self.hanako.create_user, **other)


class Simulator(Story):
    def test_policies_are_asked_without_doing_anything(self):
        asked = {"PolicyInputList": [a_document()], "ActionNames": ["iam:ListUsers", "iam:GetUser"]}
        results = self.hanako.simulate_custom_policy(**asked)["EvaluationResults"]
        decisions = [one["EvalDecision"] for one in results]
        self.assertEqual(decisions, ["allowed", "implicitDeny"])
        broken = {"PolicyInputList": ["{"]}
        custom = self.hanako.simulate_custom_policy
        self.refused("InvalidInput", custom, **broken, ActionNames=["iam:GetUser"])
        self.refused("InvalidInput", self.hanako.get_context_keys_for_custom_policy, **broken)
        self.hanako.get_context_keys_for_custom_policy(PolicyInputList=[a_document()])

    def test_somebody_s_policies_are_asked(self):
        somebody = self.somebody()
        self.hanako.attach_user_policy(UserName=somebody.name, PolicyArn=READ_ONLY)
        source = {"PolicySourceArn": somebody.arn}
        asked = {"ActionNames": ["iam:ListUsers"]}
        simulate = self.hanako.simulate_principal_policy
        (result,) = simulate(**source, **asked)["EvaluationResults"]
        self.assertEqual(result["EvalDecision"], "allowed")
        keys = self.hanako.get_context_keys_for_principal_policy
        self.assertEqual(keys(**source)["ContextKeyNames"], [])
        gone = {"PolicySourceArn": f"arn:aws:iam::{KEIRI.id}:user/{a_name('gone')}"}
        for call, more in [(simulate, asked), (keys, {})]:
            self.refused("NoSuchEntity", call, **gone, **more)
            self.refused("InvalidInput", call, PolicySourceArn=NO_ARN, **more)
