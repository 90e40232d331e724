//! The pages about the requirement of MFA, before and after the day, and about who is missing.

use super::{USER, Visit};

impl Visit {
    /// Root has no device yet, and sets a rule that leaves time.
    pub(super) fn the_requirement(&mut self) {
        let w = self.words;
        self.opens("/console/deadline");
        self.sees("console/deadline#none", w.requirement);
        self.browser.sees(w.no_rule);
        self.browser.presses(w.set_rule);
        self.sees("console/deadline_set", w.set_rule);
        self.browser.types(w.rule_days, "三");
        self.browser.presses(w.rule_preview);
        self.sees_refused("console/deadline_set", w.correct_this);
        self.browser.types(w.rule_days, "３５");
        self.browser.presses(w.rule_preview);
        self.browser.sees(w.rule_confirm);
        self.sees("console/deadline_set#meaning", w.set_rule);
        self.browser.presses(w.rule_confirm);
        self.browser.sees(w.rule_saved);
        self.sees("console/deadline", w.requirement);
        self.opens("/console/mfa-required");
        self.sees("console/mfa_required", w.required);
        self.browser.presses(w.required_later);
        self.browser.sees_page(w.dashboard);
        self.opens("/console/deadline/remove?whom=roots");
        self.browser.sees(w.needs_mfa);
        self.sees("console/deadline_remove#without-mfa", w.remove_rule);
    }

    pub(super) fn who_is_missing(&mut self) {
        let w = self.words;
        self.opens("/console/mfa-status");
        self.sees("console/mfa_status", w.mfa_status);
        let account = self.account();
        let root = format!("{account}/root");
        self.server
            .operates(&["responsible", "set", &root, &account]);
        self.opens("/console/accounts");
        self.sees("console/accounts", w.all_accounts);
        self.opens("/console/account/settings");
        self.sees("console/account_settings", w.notices);
        self.browser.types(w.time_zone, "Asia/Tokio");
        self.browser.presses(w.save);
        self.sees_refused("console/account_settings", w.correct_this);
        for (path, template, heading) in [
            ("", "console/contacts", w.contacts),
            (
                "/information",
                "console/contact_information",
                w.contact_information,
            ),
            ("/security", "console/contact_alternate", w.security_contact),
        ] {
            self.opens(&format!("/console/account/contacts{path}"));
            self.sees(template, heading);
        }
    }

    /// With a device root hands addresses over, and gives more time, with a reason.
    pub(super) fn the_end_of_the_requirement(&mut self) {
        let w = self.words;
        self.opens(&format!("/console/users/{USER}/enrolment-address"));
        self.sees("console/user_enrolment", w.make_address);
        self.browser.presses(w.make_address_now);
        self.browser.sees(w.address_once);
        self.sees("console/user_enrolment#made", w.make_address);
        self.opens("/console/deadline/remove?whom=roots");
        self.sees("console/deadline_remove", w.remove_rule);
        self.browser.types(w.reason, "\u{3000}");
        self.browser.presses(w.remove_rule_now);
        self.sees_refused("console/deadline_remove", w.correct_this);
        self.browser.types(w.reason, "検証が終わったため");
        self.browser.presses(w.remove_rule_now);
        self.browser.sees(w.rule_removed);
        self.sees("console/deadline#removed", w.requirement);
        self.opens("/console/mfa-status");
        self.sees("console/mfa_status#with-mfa", w.mfa_status);
        self.opens("/console/accounts");
        self.sees("console/accounts#done", w.all_accounts);
    }

    /// Nobody is there who could be sent a mail.
    pub(super) fn a_forgotten_password(&mut self) {
        let w = self.words;
        self.opens("/signin/root/forgot");
        self.sees("signin/root_forgot", w.forgot);
        self.browser.types(w.root_email, "経理部");
        self.browser.presses(w.forgot_send);
        self.sees_refused("signin/root_forgot", w.correct_this);
        self.browser.types(w.root_email, "somebody@example.com");
        self.browser.presses(w.forgot_send);
        self.browser.sees(w.forgot_no_mail);
        self.sees("signin/root_forgot#no-mail", w.forgot);
        self.opens("/signin/root/reset?token=bm90LWEtdG9rZW4tYXQtYWxs");
        self.sees("signin/root_reset#over", w.reset);
    }

    /// The day has come for a user who is in the console.
    pub(super) fn the_day_of_a_user(&mut self) {
        let w = self.words;
        self.opens("/signin/enrol?token=bm90LWEtdG9rZW4tYXQtYWxs");
        self.sees("signin/enrol", w.enrol_door);
        self.server
            .operates(&["deadline", "set", "--for", "console-users", "--days", "0"]);
        self.opens("/console");
        self.sees("console/enrol", w.enrol);
        self.browser.presses(w.assign);
        self.sees("console/mfa_name#late", w.device_page);
    }

    /// The id of the only account.
    pub(super) fn account(&self) -> String {
        let list = self.server.operates(&["account", "list"]);
        let mut words = list.split(|letter: char| !letter.is_ascii_digit());
        let id = words.find(|word| word.len() == 12);
        id.expect("the account is listed").to_owned()
    }
}
