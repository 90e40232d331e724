//! Pages that leave a part out, and what somebody has who was there before groups and roles.

use testkit::page::*;
use testkit::{Lang, MANAGES_OWN, story};

story! {
    /// A part that a page leaves out was asked for by nobody: only what somebody tried is an event.
    fn a_page_that_leaves_parts_out_leaves_no_refused_call_behind(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        hanako.enrols("phone");
        let visit = hanako.browser();
        w.looks_away();
        for page in [
            "/console",
            "/console/users/hanako",
            "/console/users/hanako?tab=permissions",
            "/console/security-credentials",
            "/console/account",
            "/console/account/contacts",
        ] {
            visit.opens(page);
            assert_eq!(visit.status(), 200, "{page}");
            assert!(w.refused_calls().is_empty(), "{page}");
        }
        visit.opens("/console/users/hanako?tab=permissions")
            .says(|t| t.lacks_show("iam:ListAttachedUserPolicies"));
        assert!(w.refused_calls().is_empty());
        visit.opens("/console/users").sees(NotAllowed);
        assert_eq!(w.refused_calls(), ["ListUsers"], "this is what was tried");
    }

    /// There is no silent rule: what is attached, and shown, is all that a user has.
    fn what_is_attached_and_shown_is_all_that_somebody_of_before_groups_may_do(w) {
        let keiri = w.account_with_key("keiri");
        let read = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        let (_, program) = keiri.with_key("hanako", &[MANAGES_OWN, read]);
        program.asks("GetUser", &[]).succeeds();
        let root = keiri.program();
        let user = ("UserName", "hanako");
        let attached = || root.asks("ListAttachedUserPolicies", &[user]).succeeds().texts("PolicyArn");
        let mut arns = attached();
        arns.sort();
        assert_eq!(arns, [read, MANAGES_OWN]);
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users/hanako?tab=permissions").shows("ReadOnlyAccess")
            .shows("SekishoManageOwnCredentials");
        for arn in [read, MANAGES_OWN] {
            root.asks("DetachUserPolicy", &[user, ("PolicyArn", arn)]).succeeds();
        }
        assert!(attached().is_empty());
        program.asks("GetUser", &[]).refused("AccessDenied", 403);
        visit.opens("/console/users/hanako?tab=permissions").says(Lang::held_no_attached);
    }
}
