//! Passwords on the wire: login profiles, one's own change, the account's policy, and its expiry.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, MANAGES_OWN, Program, days, hours, seconds, story};

const OLD_WRONG: &str = "The old password is not correct.";

fn changes(program: &Program, old: &str, new: &str) -> testkit::Answered {
    program.asks(
        "ChangePassword",
        &[("OldPassword", old), ("NewPassword", new)],
    )
}

fn policy(program: &Program, params: &[(&str, &str)]) {
    program
        .asks("UpdateAccountPasswordPolicy", params)
        .succeeds();
}

story! {
    fn a_login_profile_is_made_changed_and_taken_away(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        let hanako = keiri.somebody("hanako");
        let of_hers = [("UserName", "hanako")];
        root.asks("GetLoginProfile", &of_hers).refused("NoSuchEntity", 404).with_text("Login Profile for User hanako cannot be found.");
        for operation in ["UpdateLoginProfile", "DeleteLoginProfile"] {
            root.asks(operation, &of_hers).refused("NoSuchEntity", 404).with_text("Login Profile for User hanako cannot be found.");
        }
        let password = hanako.password();
        let with_password = [("UserName", "hanako"), ("Password", password.as_str())];
        root.asks("CreateLoginProfile", &with_password).succeeds()
            .says("UserName", "hanako").says("CreateDate", "2024-07-16T00:00:00Z").says("PasswordResetRequired", "false");
        root.asks("CreateLoginProfile", &with_password).refused("EntityAlreadyExists", 409).with_text("Login Profile for user hanako already exists.");
        hanako.signs_in_with_password().sees(ConsoleHome);
        // A password of the wire does not die after three days, as on AWS.
        w.advance(hours(100));
        hanako.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);

        let new = "(fake) set by an administrator";
        root.asks("UpdateLoginProfile", &[("UserName", "hanako"), ("Password", new), ("PasswordResetRequired", "true")]).succeeds();
        hanako.browser().opens("/console");
        assert!(hanako.browser().path().starts_with("/signin"));
        hanako.learns_password(new).signs_in_with_password().sees(NewPassword);
        root.asks("GetLoginProfile", &of_hers).succeeds().says("CreateDate", "2024-07-16T00:00:00Z").says("PasswordResetRequired", "true");
        root.asks("UpdateLoginProfile", &[("UserName", "hanako"), ("PasswordResetRequired", "false")]).succeeds();
        hanako.signs_in_with_password().sees(ConsoleHome);

        root.asks("DeleteLoginProfile", &of_hers).succeeds();
        hanako.browser().opens("/console");
        assert!(hanako.browser().path().starts_with("/signin"));
        hanako.signs_in_with_password().sees(UserDoor).says(Lang::signin_user_refused);
        root.asks("CreateLoginProfile", &[("UserName", "hanako")]).refused("ValidationError", 400);
    }

    fn root_has_no_login_profile_on_the_wire(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for operation in ["GetLoginProfile", "DeleteLoginProfile"] {
            root.asks(operation, &[]).refused("ValidationError", 400).with_text("Must specify userName when calling with non-User credentials");
        }
        changes(&root, &keiri.owner().password(), "(fake) root by the wire").refused("InvalidUserType", 400);
        keiri.owner().signs_in_with_password().sees(ConsoleHome);
    }

    fn pw_4_a_change_on_the_wire_needs_the_old_password(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let new = "(fake) entirely new words";
        w.looks_away();
        changes(&hanako, "(fake) not the old one", new).refused("AccessDenied", 403).with_text(OLD_WRONG);
        changes(&hanako, &person.password(), new).succeeds();
        w.tells(&["ChangePassword Failure userName=hanako", "ChangePassword Success userName=hanako"]);
        changes(&hanako, &person.password(), "(fake) other words").refused("AccessDenied", 403).with_text(OLD_WRONG);
        person.signs_in_with_password_at(&w.browser()).sees(UserDoor);
        person.learns_password(new).signs_in_with_password().sees(ConsoleHome);
    }

    /// OP-3: who has the key does not guess the password for ever.
    fn op_3_wrong_old_passwords_on_the_wire_wait_as_well(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(changes(&hanako, "(fake) not the old one", "(fake) new words").code());
        }
        assert_eq!(answers.first().map(String::as_str), Some("AccessDenied"));
        assert_eq!(answers.last().map(String::as_str), Some("Throttling"));
        changes(&hanako, &person.password(), "(fake) new words").refused("Throttling", 400).with_text("Rate exceeded");
        // The console's door is another one, and stays open for the owner.
        person.signs_in_with_password().sees(ConsoleHome);
        w.advance(hours(1));
        changes(&hanako, &person.password(), "(fake) new words").succeeds();
    }

    fn each_rule_of_the_policy_has_its_sentence(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, hanako) = keiri.with_key("hanako.no.namae", &[ADMINISTRATOR]);
        root.asks("GetAccountPasswordPolicy", &[]).refused("NoSuchEntity", 404)
            .with_text("The Password Policy with domain name cannot be found. This account has no password policy.");
        root.asks("DeleteAccountPasswordPolicy", &[]).refused("NoSuchEntity", 404);
        let refuses = |password: &str, text: &str| {
            changes(&hanako, &person.password(), password).refused("PasswordPolicyViolation", 400).with_text(text);
            root.asks("UpdateLoginProfile", &[("UserName", "hanako.no.namae"), ("Password", password)])
                .refused("PasswordPolicyViolation", 400).with_text(text);
        };
        refuses("1234567", "Password should have a minimum length of 8");
        refuses("password", "Password is on the list that attackers try first; choose another");
        refuses("Hanako.no.Namae", "Password should not be the name of its owner");
        policy(&root, &[
            ("MinimumPasswordLength", "12"), ("RequireSymbols", "true"), ("RequireNumbers", "true"),
            ("RequireUppercaseCharacters", "true"), ("RequireLowercaseCharacters", "true"),
        ]);
        refuses("aB3!aB3!aB3", "Password should have a minimum length of 12");
        refuses("aB3aB3aB3aB3aB", "Password should have at least one of the following symbols: ! @ # $ % ^ & * ( ) _ + - = [ ] { } | '");
        refuses("aB!aB!aB!aB!aB", "Password should have at least one number");
        refuses("a3!a3!a3!a3!a3", "Password should have at least one uppercase letter");
        refuses("B3!B3!B3!B3!B3", "Password should have at least one lowercase letter");
        let fitting = "aB3!aB3!aB3!aB3!";
        changes(&hanako, &person.password(), fitting).succeeds();
        person.learns_password(fitting);
        // What an update does not name becomes AWS's default again.
        policy(&root, &[("RequireNumbers", "true")]);
        root.asks("GetAccountPasswordPolicy", &[]).succeeds().says("MinimumPasswordLength", "6").says("RequireNumbers", "true")
            .says("RequireSymbols", "false").says("ExpirePasswords", "false").says("AllowUsersToChangePassword", "false");
        // Less than ours cannot be asked for.
        refuses("1234567", "Password should have a minimum length of 8");
        root.asks("DeleteAccountPasswordPolicy", &[]).succeeds();
        root.asks("GetAccountPasswordPolicy", &[]).refused("NoSuchEntity", 404);
        changes(&hanako, fitting, "no rules but the usual ones").succeeds();
    }

    fn a_policy_holds_what_was_set_and_keeps_the_limits_of_aws(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        policy(&root, &[
            ("MinimumPasswordLength", "128"), ("MaxPasswordAge", "1095"), ("PasswordReusePrevention", "24"),
            ("HardExpiry", "true"), ("AllowUsersToChangePassword", "true"),
        ]);
        root.asks("GetAccountPasswordPolicy", &[]).succeeds().says("MinimumPasswordLength", "128").says("MaxPasswordAge", "1095")
            .says("PasswordReusePrevention", "24").says("HardExpiry", "true").says("ExpirePasswords", "true")
            .says("AllowUsersToChangePassword", "true");
        for (name, value) in [("MinimumPasswordLength", "5"), ("MinimumPasswordLength", "129"), ("MaxPasswordAge", "0"), ("MaxPasswordAge", "1096"), ("PasswordReusePrevention", "0"), ("PasswordReusePrevention", "25")] {
            root.asks("UpdateAccountPasswordPolicy", &[(name, value)]).refused("ValidationError", 400);
        }
        root.asks("GetAccountPasswordPolicy", &[]).says("MaxPasswordAge", "1095");
    }

    fn earlier_passwords_are_not_taken_again(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        policy(&root, &[("PasswordReusePrevention", "3")]);
        let first = person.password();
        let words = [first.as_str(), "(fake) the second words", "(fake) the third words", "(fake) the fourth words"];
        let used = "Password was used before; choose another";
        for pair in words.windows(2) {
            changes(&hanako, pair[0], pair[1]).succeeds();
            changes(&hanako, pair[1], pair[0]).refused("PasswordPolicyViolation", 400).with_text(used);
            changes(&hanako, pair[1], pair[1]).refused("PasswordPolicyViolation", 400).with_text(used);
        }
        // The three last ones are remembered, the first is forgotten; by an administrator's hand as well.
        for known in &words[1..] {
            root.asks("UpdateLoginProfile", &[("UserName", "hanako"), ("Password", known)]).refused("PasswordPolicyViolation", 400).with_text(used);
        }
        changes(&hanako, words[3], words[0]).succeeds();
        // In the console the same words are refused.
        let visit = person.signs_in_with_password();
        visit.opens("/console/security-credentials/password").fills("current", words[0])
            .fills("password", words[3]).fills("password_again", words[3]).presses(Lang::change_button).sees(ChangePassword);
    }

    fn an_account_can_let_everybody_change_their_own_password(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, nobody) = keiri.with_key("nobody", &[]);
        let new = "(fake) entirely new words";
        changes(&nobody, &person.password(), new).refused("AccessDenied", 403);
        nobody.asks("GetAccountPasswordPolicy", &[]).refused("AccessDenied", 403);
        policy(&root, &[("AllowUsersToChangePassword", "true")]);
        nobody.asks("GetAccountPasswordPolicy", &[]).succeeds();
        changes(&nobody, &person.password(), new).succeeds();
        // That and nothing more.
        nobody.asks("GetUser", &[]).refused("AccessDenied", 403);
        nobody.asks("UpdateLoginProfile", &[("UserName", "nobody"), ("Password", "(fake) more words")]).refused("AccessDenied", 403);
        policy(&root, &[("AllowUsersToChangePassword", "false")]);
        changes(&nobody, new, "(fake) even more words").refused("AccessDenied", 403);
        person.learns_password(new).signs_in_with_password().sees(ConsoleHome);
    }

    fn a_password_that_is_too_old_is_changed_at_the_sign_in(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        policy(&root, &[("MaxPasswordAge", "30")]);
        w.advance(days(30) - seconds(1));
        person.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);
        w.advance(seconds(1));
        let visit = person.signs_in_with_password().sees(NewPassword);
        let new = "(fake) words for a month";
        visit.fills("password", new).fills("password_again", new).presses(Lang::new_password_button).sees(ConsoleHome);
        person.learns_password(new);
        // The key goes on, and root is not concerned.
        w.advance(days(31));
        hanako.asks("GetUser", &[]).succeeds();
        keiri.owner().signs_in_with_password().sees(ConsoleHome);
        // A longer age counts at once.
        policy(&root, &[("MaxPasswordAge", "90")]);
        person.signs_in_with_password_at(&w.browser()).sees(ConsoleHome);
    }

    fn where_expiry_is_hard_only_an_administrator_helps(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, _) = keiri.with_key("hanako", &[MANAGES_OWN]);
        policy(&root, &[("MaxPasswordAge", "30"), ("HardExpiry", "true")]);
        w.advance(days(30));
        person.signs_in_with_password().sees(UserDoor).says(Lang::signin_password_expired);
        // Only who has the password is told.
        person.types_password_at(&w.browser(), "(fake) not the password").says(Lang::signin_user_refused);
        let new = "(fake) given by an administrator";
        root.asks("UpdateLoginProfile", &[("UserName", "hanako"), ("Password", new)]).succeeds();
        person.learns_password(new).signs_in_with_password().sees(ConsoleHome);
    }
}
