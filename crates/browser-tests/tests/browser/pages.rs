//! Every page, in both languages, on every screen, in all colours.
//!
//! To add a page: go there in [`visit`] or a function under it, and let the inspection see it under
//! the path of its template. [`every_template_was_seen`] fails while one is missing.

mod devices;
mod policies;
mod requirement;
mod root;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use browser_tests::look::{Colours, Look, Screen};
use browser_tests::{Browser, Device, ENGLISH, Inspection, JAPANESE, OWNER, Server, Words};

/// The account's only user.
const USER: &str = "hanako";
/// Where the navigation is in a sheet.
const PHONE: Look = Look::new(Screen::Phone, Colours::Light);

#[test]
fn no_page_violates_a_rule_of_axe_core_in_japanese() {
    visit(&JAPANESE);
}

#[test]
fn no_page_violates_a_rule_of_axe_core_in_english() {
    visit(&ENGLISH);
}

#[test]
fn the_inspection_finds_what_is_wrong() {
    let server = Server::fresh();
    let browser = Browser::new(&ENGLISH);
    browser.opens(server.address());
    browser.sees_page(ENGLISH.no_account);
    let spoil = "
        const [done] = arguments;
        document.querySelector('main').insertAdjacentHTML('beforeend',
            `<img src='/assets/none'><p class='pale'>pale</p><div class='long'>-</div>`
            + `<p class='narrow'>unbreakable</p>`);
        document.querySelector('.pale').style.color = '#777';
        document.querySelector('.long').style.width = '3000px';
        document.querySelector('.narrow').style.cssText = 'width: 1em; overflow-wrap: normal';
        document.documentElement.lang = 'ja';
        document.querySelector('main').insertAdjacentHTML('beforeend', `<i style='color: red'>-</i>`);
        done(true);";
    browser.runs(spoil, Vec::new());
    let mut inspection = Inspection::new();
    inspection.looks_at(&browser, "spoilt");
    let told = inspection.faults().join("\n");
    for fault in [
        "(Wide, light): image-alt",
        "(Phone, dark): image-alt",
        "(Wide, light): color-contrast",
        "(Wide, dark): color-contrast",
        "(Phone, dark): color-contrast",
        "(Phone, light): color-contrast",
        "wider than the screen",
        "runs out of its box: <p class=\"narrow\"",
        "the language is",
        "Content Security Policy",
    ] {
        assert!(told.contains(fault), "no `{fault}` in:\n{told}");
    }
}

fn visit(words: &'static Words) {
    let server = Server::fresh();
    let browser = Browser::new(words);
    let mut visit = Visit {
        server,
        browser,
        words,
        inspection: Inspection::new(),
    };
    visit.before_the_first_account();
    visit.the_doors_of_root();
    visit.the_console_of_an_empty_account();
    let (door, password) = visit.the_users();
    visit.the_groups();
    visit.the_policies();
    visit.the_roles();
    visit.the_requirement();
    visit.who_is_missing();
    let device = visit.the_devices();
    let codes = visit.the_other_kinds();
    visit.the_things(&device.name);
    visit.the_recovery_of_root();
    visit.the_end_of_the_requirement();
    visit.the_events();
    visit.the_access_keys();
    visit.what_only_root_may_do();
    visit.the_billing();
    visit.the_closing();
    visit.the_password_policy();
    visit.the_frame();
    visit.a_forgotten_password();
    visit.a_lost_device(&codes);
    visit.what_is_refused(&device);
    visit.the_door_of_a_user(&door, &password);
    visit.the_console_of_a_user();
    visit.the_day_of_a_user();
    let visit = policies::in_a_role(words, visit.inspection);
    every_template_was_seen(visit.inspection.pages());
    visit.inspection.finds_nothing();
}

/// Somebody who looks closely at each page.
struct Visit {
    server: Server,
    browser: Browser,
    words: &'static Words,
    inspection: Inspection,
}

impl Visit {
    fn opens(&self, path: &str) {
        self.browser
            .opens(&format!("{}{path}", self.server.address()));
    }

    /// The page of this template, under this heading. What follows `#` tells samples apart.
    #[track_caller]
    fn sees(&mut self, template: &str, heading: &str) {
        self.browser.sees_page(heading);
        self.inspection.looks_at(&self.browser, template);
    }

    /// The same page after something was refused.
    #[track_caller]
    fn sees_refused(&mut self, template: &str, text: &str) {
        self.browser.sees(text);
        self.inspection
            .looks_at(&self.browser, &format!("{template}#refused"));
    }

    fn before_the_first_account(&mut self) {
        let w = self.words;
        self.opens("/");
        self.sees("signin/no_account_yet", w.no_account);
        self.opens("/setup?token=bm90LWEtdG9rZW4tYXQtYWxs");
        self.browser.presses(w.begin);
        self.sees_refused("signin/no_account_yet", w.address_refused);
        self.browser.opens(&self.server.set_up_address());
        self.sees("signin/setup", w.set_up);
        self.browser.presses(w.begin);
        self.browser.types(w.account_name, OWNER.account);
        self.sees("signin/setup#account", w.set_up);
        self.browser.types(w.root_email, "経理部");
        self.browser.types(w.set_up_password, "password1");
        self.browser.types(w.set_up_password_again, "password2");
        self.browser.presses(w.create_account);
        self.sees_refused("signin/setup", w.correct_this);
        self.browser.types(w.root_email, OWNER.email);
        self.browser.types(w.set_up_password, OWNER.password);
        self.browser.types(w.set_up_password_again, OWNER.password);
        self.browser.presses(w.create_account);
        self.sees("signin/root_email#after-set-up", w.sign_in_as_root);
    }

    fn the_doors_of_root(&mut self) {
        let w = self.words;
        self.opens("/signin");
        self.sees("signin/choose", w.sign_in);
        self.opens("/signin/root");
        self.sees("signin/root_email", w.sign_in_as_root);
        self.browser.types(w.root_email, "経理部");
        self.browser.presses(w.next);
        self.sees_refused("signin/root_email", w.correct_this);
        self.browser.types(w.root_email, OWNER.email);
        self.browser.presses(w.next);
        self.browser.types(w.password, "fake-wrong-password");
        self.sees("signin/root_password", w.sign_in_as_root);
        self.browser.presses(w.sign_in);
        self.sees_refused("signin/root_password", w.root_refused);
        self.browser.types(w.password, OWNER.password);
        self.browser.presses(w.sign_in);
        self.sees("console/dashboard#root-without-mfa", w.dashboard);
    }

    fn the_console_of_an_empty_account(&mut self) {
        let w = self.words;
        for (path, template, heading) in [
            ("/console/users", "console/users#empty", w.users),
            ("/console/account", "console/account", w.account_settings),
            ("/console/sessions", "console/sessions", w.sessions),
            (
                "/console/security-credentials",
                "console/security_credentials#empty",
                w.my_security_credentials,
            ),
            (
                "/console/confirm?return=/console",
                "console/confirm#password",
                w.confirm,
            ),
            ("/console/nothing", "console/problem", w.no_such_page),
        ] {
            self.opens(path);
            self.sees(template, heading);
        }
        self.opens("/console/account");
        self.browser.types(w.account_alias, "経理");
        self.browser.presses(w.save_alias);
        self.sees_refused("console/account", w.correct_this);
    }

    /// Gives the door and the password that the page shows once.
    fn the_users(&mut self) -> (String, String) {
        let w = self.words;
        self.opens("/console/users");
        self.browser.presses(w.create_user);
        self.sees("console/user_create", w.create_user);
        self.browser.types(w.user_name, "花子");
        self.browser.presses(w.create_user);
        self.sees_refused("console/user_create", w.correct_this);
        self.browser.types(w.user_name, USER);
        self.browser.presses(w.create_user);
        self.sees("console/user_created", &w.user_created.join(USER));
        let door = self.browser.reads("dd .address").concat();
        let password = self.browser.reads("dd code.secret").concat();
        self.opens("/console/users");
        self.sees("console/users", w.users);
        self.opens("/console/users?search=taro");
        self.sees("console/users#none-found", w.users);
        self.opens("/console/users/hanako");
        self.sees("console/user", USER);
        self.opens("/console/users/hanako?tab=permissions");
        self.sees("console/user#permissions", USER);
        self.opens("/console/users/hanako/password");
        self.sees("console/user_password", &w.set_password.join(USER));
        self.opens("/console/users/hanako/mfa/new");
        self.sees("console/mfa_name#for-user", w.device_page);
        self.opens("/console/users/hanako/console");
        self.sees("console/user_console", &w.disable_console.join(USER));
        self.opens("/console/unassigned-devices");
        self.sees("console/unassigned_devices", w.unassigned);
        self.opens("/console/users/hanako/delete");
        self.sees("console/user_delete", &w.user_delete.join(USER));
        (door, password)
    }

    fn the_devices(&mut self) -> Device {
        let w = self.words;
        self.opens("/console/security-credentials/mfa/new");
        self.sees("console/mfa_name", w.device_page);
        let device = self.browser.scans_app();
        self.sees("console/mfa_app#with-key", w.app_page);
        let [first, second] = device.phone.two_codes();
        self.browser.types(w.code_1, &first);
        self.browser.types(w.code_2, &first);
        self.browser.presses(w.add_mfa);
        self.sees_refused("console/mfa_app", w.same_code);
        self.browser.types(w.code_1, &first);
        self.browser.types(w.code_2, &second);
        self.browser.presses(w.add_mfa);
        self.sees("console/security_credentials", w.my_security_credentials);
        for (link, template, heading) in [
            (w.remove, "console/mfa_remove", w.remove_page),
            (w.resync, "console/mfa_resync", w.resync_page),
        ] {
            self.opens("/console/security-credentials");
            self.browser.presses(&format!("{link} {}", device.name));
            self.sees(template, heading);
        }
        self.opens("/console/security-credentials/password");
        self.sees("console/password_change", w.change_password);
        self.opens("/console/confirm?return=/console");
        self.sees("console/confirm#code", w.confirm);
        self.opens("/console");
        self.sees("console/dashboard#root-with-mfa", w.dashboard);
        device
    }

    fn the_access_keys(&mut self) {
        let w = self.words;
        self.opens("/console/users/hanako/access-keys/new");
        self.sees("console/access_key_create", w.create_key);
        self.opens("/console/security-credentials/access-keys/new");
        self.sees("console/access_key_create#root", w.create_key);
        self.browser.presses(w.key_risk);
        self.browser.presses(w.create_key);
        self.sees("console/access_key_created", w.key_made);
        self.browser.presses(w.to_the_keys);
        self.sees(
            "console/security_credentials#with-key",
            w.my_security_credentials,
        );
        let id = self.browser.reads("tbody .name.number").concat();
        self.browser.presses(&format!("{} {id}", w.deactivate));
        self.sees("console/access_key", w.deactivate_page);
        self.opens("/console");
        self.sees("console/dashboard#root-with-keys", w.dashboard);
        self.browser.presses(w.open_keys);
        self.browser.presses(&format!("{} {id}", w.delete));
        self.sees("console/access_key#delete-active", w.delete_page);
    }

    fn the_password_policy(&mut self) {
        let w = self.words;
        self.opens("/console/account/password-policy");
        self.sees("console/password_policy", w.password_policy);
        self.browser.types(w.length_min, "三");
        self.browser.presses(w.save_policy);
        self.sees_refused("console/password_policy", w.correct_this);
        self.browser.types(w.length_min, "１２");
        self.browser.presses(w.save_policy);
        self.browser.sees(w.policy_saved);
        self.sees("console/account#with-policy", w.account_settings);
        self.opens("/console/account/password-policy");
        self.sees("console/password_policy#set", w.password_policy);
        self.opens("/console");
    }

    fn the_frame(&mut self) {
        let w = self.words;
        self.browser.opens_menu();
        self.sees("layout#account", w.dashboard);
        self.opens("/console");
        self.browser.looks(PHONE);
        self.browser.presses(w.menu);
        self.browser.sees_page(w.dashboard);
        self.inspection
            .looks_in(&self.browser, "layout#navigation", &[PHONE]);
        self.opens("/console");
        self.browser.signs_out();
        self.sees("signin/signed_out", w.signed_out);
        self.opens("/signin/expired");
        self.sees("signin/signed_out#expired", w.expired);
        self.opens("/signin/ended");
        self.sees("signin/signed_out#ended", w.ended);
    }

    fn what_is_refused(&mut self, device: &Device) {
        let w = self.words;
        self.browser.presses(&device.name);
        self.sees("signin/mfa", w.mfa);
        self.browser.types_code(&device.phone.last_code());
        self.sees_refused("signin/mfa", w.mfa_refused);
    }

    fn the_door_of_a_user(&mut self, door: &str, password: &str) {
        let w = self.words;
        self.opens("/signin/user");
        self.sees("signin/user", w.sign_in_as_user);
        self.browser
            .signs_in_as_user(door, USER, "fake-wrong-password");
        self.sees_refused("signin/user", w.user_refused);
        self.browser.signs_in_as_user(door, USER, password);
        self.sees("signin/new_password", w.new_password_page);
        self.browser.types(w.new_password, "password1");
        self.browser.types(w.new_password_again, "password2");
        self.browser.presses(w.change_and_continue);
        self.sees_refused("signin/new_password", w.correct_this);
        self.browser.types(w.new_password, "fake-own-password");
        self.browser
            .types(w.new_password_again, "fake-own-password");
        self.browser.presses(w.change_and_continue);
        self.sees("console/dashboard#user", w.dashboard);
    }

    /// What the policies do not allow is a line on each page.
    fn the_console_of_a_user(&mut self) {
        let w = self.words;
        for (path, template, heading) in [
            (
                "/console/users",
                "console/problem#not-allowed",
                w.not_allowed,
            ),
            (
                "/console/account",
                "console/account#of-user",
                w.account_settings,
            ),
            (
                "/console/security-credentials",
                "console/security_credentials#of-user",
                w.my_security_credentials,
            ),
        ] {
            self.opens(path);
            self.sees(template, heading);
        }
    }
}

/// Whatever stands in the templates' folders, apart from parts of pages.
fn every_template_was_seen(pages: &[String]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/templates");
    let seen: BTreeSet<&str> = pages
        .iter()
        .filter_map(|page| page.split('#').next())
        .collect();
    let mut count = 0;
    for kind in ["signin", "console"] {
        for entry in fs::read_dir(folder.join(kind)).expect("the templates are there") {
            let name = entry.expect("it can be read").file_name();
            let name = Path::new(&name)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let template = format!("{kind}/{name}");
            assert!(
                seen.contains(template.as_str()),
                "nobody looked at `{template}`; go there in `pages.rs`"
            );
            count += 1;
        }
    }
    assert!(count > 0, "there are templates");
}
