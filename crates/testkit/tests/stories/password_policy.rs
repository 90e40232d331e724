//! The account's password policy: set, told, followed, deleted.

use testkit::page::*;
use testkit::{Lang, minutes, story};

const ACCOUNT: &str = "/console/account";
const POLICY: &str = "/console/account/password-policy";

story! {
    fn a_policy_is_set_told_in_words_changed_and_deleted(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password();
        visit.opens(ACCOUNT).says(Lang::policy_none).follows(Lang::policy_set).sees(PasswordPolicy).keeps("length_min", "8");
        assert!(!visit.has_button(Lang::policy_delete), "there is nothing to delete");
        w.looks_away();
        visit.fills("length_min", "１４").fills("age_days", "９０").fills("remembered", "5")
            .ticks("symbols").ticks("hard_expiry").ticks("users_may_change")
            .presses(Lang::policy_save).sees(AccountSettings).says(Lang::policy_saved);
        w.tells(&["UpdateAccountPasswordPolicy Success minimumPasswordLength=14 requireSymbols=true requireNumbers=false maxPasswordAge=90 passwordReusePrevention=5 hardExpiry=true allowUsersToChangePassword=true"]);
        visit.says(|t| t.policy_length(14)).says(Lang::policy_symbols).says(|t| t.policy_expires(90_u64))
            .says(|t| t.policy_not_again(5_u64)).says(Lang::policy_hard_expiry).says(Lang::policy_users_may_change)
            .does_not_say(Lang::policy_numbers).does_not_say(Lang::policy_none);
        visit.follows(Lang::policy_edit).keeps("length_min", "14").keeps("age_days", "90").keeps("remembered", "5").keeps("symbols", "on");
        assert_eq!(visit.value_of("numbers"), None);
        visit.fills("age_days", "").ticks("symbols").ticks("hard_expiry").presses(Lang::policy_save)
            .does_not_say(|t| t.policy_expires(90_u64)).does_not_say(Lang::policy_symbols);
        w.looks_away();
        visit.opens(POLICY).presses(Lang::policy_delete).sees(AccountSettings).says(Lang::policy_deleted).says(Lang::policy_none);
        w.tells(&["DeleteAccountPasswordPolicy Success"]);
    }

    fn a_number_that_cannot_be_is_told_at_its_field_with_all_that_was_typed(w) {
        let keiri = w.account("keiri");
        let visit = keiri.owner().signs_in_with_password().opens(POLICY);
        for (length, age, remembered) in [("5", "0", "0"), ("129", "1096", "25"), ("八", "90日", "-1")] {
            visit.fills("length_min", length).fills("age_days", age).fills("remembered", remembered)
                .presses(Lang::policy_save).sees(PasswordPolicy)
                .is_told_at("length_min", |t| t.error_policy_length(6, 128))
                .is_told_at("age_days", |t| t.error_policy_optional(1, 1095))
                .is_told_at("remembered", |t| t.error_policy_optional(1, 24))
                .keeps("length_min", length).keeps("age_days", age).keeps("remembered", remembered);
        }
        visit.opens(ACCOUNT).says(Lang::policy_none);
    }

    fn a_policy_says_beside_the_field_what_a_password_has_to_be(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        keiri.owner().enrols("phone");
        let visit = keiri.owner().browser().opens(POLICY);
        visit.fills("length_min", "12").ticks("numbers").presses(Lang::policy_save).says(Lang::policy_saved);
        let change = "/console/security-credentials/password";
        let user = taro.signs_in_with_password().opens(change).says(|t| t.policy_length(12)).does_not_say(Lang::password_hint);
        for (password, fault) in [
            ("(fake) shor", (|t: Lang| t.error_password_shorter_than(12_u64)) as fn(Lang) -> String),
            ("(fake) no digit at all", |t| t.error_password_no_number().to_owned()),
        ] {
            user.fills("current", &taro.password()).fills("password", password).fills("password_again", password)
                .presses(Lang::change_button).is_told_at("password", fault);
        }
        // It does not concern root.
        visit.opens(change).says(Lang::password_hint);
        visit.opens("/console/create-user").says(|t| t.policy_length(12));
        visit.opens("/console/users/taro/password").says(|t| t.policy_length(12))
            .presses(Lang::handover_button).says(Lang::created_once);
        let handed = visit.secret();
        taro.learns_password(&handed).signs_in_with_password().sees(NewPassword).says(|t| t.policy_length(12));
    }

    fn what_was_typed_is_kept_over_a_fresh_proof(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let phone = owner.enrols("root-phone");
        let visit = owner.browser().opens(POLICY);
        w.advance(minutes(11));
        visit.fills("length_min", "20").ticks("uppercase").presses(Lang::policy_save).sees(Confirm)
            .types_code_of(&phone).sees(PasswordPolicy).keeps("length_min", "20").keeps("uppercase", "on")
            .presses(Lang::policy_save).says(Lang::policy_saved).says(|t| t.policy_length(20));
        w.advance(minutes(11));
        visit.opens(POLICY).sees(Confirm);
    }

    fn whoever_may_not_sees_the_policy_at_most(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let visit = hanako.signs_in_with_password().opens(ACCOUNT)
            .says(Lang::policy_none).says(|t| t.lacks_do("iam:UpdateAccountPasswordPolicy"));
        assert!(!visit.has_link(Lang::policy_set));
        w.looks_away();
        visit.posts(POLICY, &[("length_min", "6")]).sees(NotAllowed).shows("iam:UpdateAccountPasswordPolicy");
        visit.opens(ACCOUNT).posts("/console/account/password-policy/delete", &[]).sees(NotAllowed);
        w.tells(&["UpdateAccountPasswordPolicy Failure errorCode=AccessDenied", "DeleteAccountPasswordPolicy Failure errorCode=AccessDenied"]);
        let nobody = keiri.person("nobody", &[]);
        nobody.signs_in_with_password().opens(ACCOUNT).says(|t| t.lacks_show("iam:GetAccountPasswordPolicy"));
    }
}
