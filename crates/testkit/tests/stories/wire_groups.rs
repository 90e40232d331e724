//! Groups on the wire, and what an account's authorization details tell.

use testkit::{ADMINISTRATOR, story};

const LOOK: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*"}}"#;

story! {
    fn a_group_gives_its_policies_to_whoever_belongs_to_it_and_no_longer(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[]);
        let group = ("GroupName", "Keiri");
        let made = root.asks("CreateGroup", &[group, ("Path", "/bu/")]);
        made.succeeds().says("Arn", &format!("arn:aws:iam::{}:group/bu/Keiri", keiri.id()));
        assert!(made.text("GroupId").starts_with("AGPA"));
        root.asks("CreateGroup", &[("GroupName", "KEIRI")]).refused("EntityAlreadyExists", 409)
            .with_text("Group with name KEIRI already exists.");
        root.asks("PutGroupPolicy", &[group, ("PolicyName", "look"), ("PolicyDocument", LOOK)]).succeeds();
        let member = [group, ("UserName", "hanako")];
        hanako.asks("ListUsers", &[]).refused("AccessDenied", 403);
        root.asks("AddUserToGroup", &member).succeeds();
        root.asks("AddUserToGroup", &member).succeeds();
        hanako.asks("ListUsers", &[]).succeeds();
        hanako.asks("ListGroups", &[]).refused("AccessDenied", 403);
        root.asks("AttachGroupPolicy", &[group, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        hanako.asks("ListGroups", &[]).succeeds();
        // Another name and another place: it stays the same group.
        root.asks("UpdateGroup", &[group, ("NewGroupName", "Soumu"), ("NewPath", "/")]).succeeds();
        let group = ("GroupName", "Soumu");
        let found = root.asks("GetGroup", &[group]);
        assert_eq!(found.succeeds().texts("UserName"), ["hanako"]);
        let of = root.asks("ListGroupsForUser", &[("UserName", "hanako")]);
        assert_eq!(of.succeeds().texts("GroupName"), ["Soumu"]);
        hanako.asks("ListGroups", &[]).succeeds();
        root.asks("RemoveUserFromGroup", &[group, ("UserName", "hanako")]).succeeds();
        hanako.asks("ListUsers", &[]).refused("AccessDenied", 403);
        assert!(root.asks("GetGroup", &[group]).succeeds().texts("UserName").is_empty());
    }

    fn a_group_goes_when_nobody_belongs_to_it_and_it_has_no_policies(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let group = ("GroupName", "keiri");
        let user = ("UserName", "hanako");
        root.asks("CreateUser", &[user]).succeeds();
        root.asks("CreateGroup", &[group]).succeeds();
        root.asks("AddUserToGroup", &[group, user]).succeeds();
        root.asks("PutGroupPolicy", &[group, ("PolicyName", "look"), ("PolicyDocument", LOOK)]).succeeds();
        root.asks("AttachGroupPolicy", &[group, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        let conflict = |text: &str| {
            root.asks("DeleteGroup", &[group]).refused("DeleteConflict", 409).with_text(text);
        };
        conflict("Cannot delete entity, must remove users from group first.");
        root.asks("DeleteUser", &[user]).refused("DeleteConflict", 409);
        root.asks("RemoveUserFromGroup", &[group, user]).succeeds();
        root.asks("RemoveUserFromGroup", &[group, user]).succeeds();
        root.asks("DeleteUser", &[user]).succeeds();
        conflict("Cannot delete entity, must detach all policies first.");
        root.asks("DetachGroupPolicy", &[group, ("PolicyArn", ADMINISTRATOR)]).succeeds();
        conflict("Cannot delete entity, must delete policies first.");
        root.asks("DeleteGroupPolicy", &[group, ("PolicyName", "look")]).succeeds();
        root.asks("DeleteGroup", &[group]).succeeds();
        root.asks("GetGroup", &[group]).refused("NoSuchEntity", 404)
            .with_text("The group with name keiri cannot be found.");
        assert_eq!(root.asks("GetAccountSummary", &[]).succeeds().value_of("Groups"), "0");
    }

    fn a_user_belongs_to_ten_groups_and_has_ten_policies_at_most(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let user = ("UserName", "hanako");
        root.asks("CreateUser", &[user]).succeeds();
        for number in 0..11 {
            let group = format!("group-{number:02}");
            root.asks("CreateGroup", &[("GroupName", &group)]).succeeds();
            let added = root.asks("AddUserToGroup", &[("GroupName", &group), user]);
            let policy = root.asks("CreatePolicy", &[("PolicyName", &group), ("PolicyDocument", LOOK)]);
            let policy = policy.succeeds().text("Arn");
            let attached = root.asks("AttachUserPolicy", &[user, ("PolicyArn", &policy)]);
            if number < 10 {
                added.succeeds();
                attached.succeeds();
            } else {
                added.refused("LimitExceeded", 409).with_text("Cannot exceed quota for GroupsPerUser: 10");
                attached.refused("LimitExceeded", 409).with_text("Cannot exceed quota for PoliciesPerUser: 10");
            }
        }
        let page = root.asks("ListGroups", &[("MaxItems", "4")]);
        assert_eq!(page.succeeds().says("IsTruncated", "true").texts("GroupName").len(), 4);
        let next = root.asks("ListGroups", &[("MaxItems", "10"), ("Marker", &page.text("Marker"))]);
        assert_eq!(next.succeeds().texts("GroupName").first().map(String::as_str), Some("group-04"));
        let attached = root.asks("ListAttachedUserPolicies", &[user]);
        assert_eq!(attached.succeeds().texts("PolicyName").len(), 10);
    }

    fn the_authorization_details_tell_everything_in_pages(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        root.asks("CreateGroup", &[("GroupName", "keiri")]).succeeds();
        root.asks("AddUserToGroup", &[("GroupName", "keiri"), ("UserName", "hanako")]).succeeds();
        root.asks("PutUserPolicy", &[("UserName", "hanako"), ("PolicyName", "look"), ("PolicyDocument", LOOK)]).succeeds();
        root.asks("AttachGroupPolicy", &[("GroupName", "keiri"), ("PolicyArn", ADMINISTRATOR)]).succeeds();
        root.asks("CreatePolicy", &[("PolicyName", "Audit"), ("PolicyDocument", LOOK)]).succeeds();
        let all = root.asks("GetAccountAuthorizationDetails", &[]);
        all.succeeds().says("IsTruncated", "false");
        assert_eq!(all.members("UserDetailList").len(), 1);
        assert_eq!(all.members("GroupDetailList").len(), 1);
        assert_eq!(all.members("Policies").len(), 2);
        assert!(all.has("UserPolicyList") && all.has("RoleDetailList"));
        let only = root.asks("GetAccountAuthorizationDetails", &[("Filter.member.1", "LocalManagedPolicy")]);
        assert_eq!(only.succeeds().members("Policies").len(), 1);
        assert!(only.members("UserDetailList").is_empty());
        root.asks("GetAccountAuthorizationDetails", &[("Filter.member.1", "Nothing")]).refused("ValidationError", 400);
        let mut marker = None;
        let mut found = 0;
        for _ in 0..4 {
            let mut params = vec![("MaxItems", "1")];
            let at: Option<String> = marker.take();
            params.extend(at.as_deref().map(|at| ("Marker", at)));
            let page = root.asks("GetAccountAuthorizationDetails", &params);
            page.succeeds();
            found += page.members("UserDetailList").len() + page.members("GroupDetailList").len() + page.members("Policies").len();
            marker = page.has("Marker").then(|| page.text("Marker"));
        }
        assert_eq!((found, marker), (4, None));
    }
}
