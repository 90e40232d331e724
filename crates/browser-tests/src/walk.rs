//! Ways that several tests go: set up, sign in, assign an app, sign out.

use crate::{Browser, Phone, Server};

/// Somebody who has an account to be root of. All of it is made up.
#[derive(Clone, Copy)]
pub struct Owner {
    /// The account's name.
    pub account: &'static str,
    /// What root signs in with.
    pub email: &'static str,
    /// And this.
    pub password: &'static str,
}

/// The owner of the tests' account.
pub const OWNER: Owner = Owner {
    account: "経理部",
    email: "root@example.com",
    password: "fake-root-password-7",
};

/// A device that was assigned.
pub struct Device {
    /// Its name, as proposed.
    pub name: String,
    /// The app with its entry.
    pub phone: Phone,
}

impl Owner {
    /// A bootstrap file with this account, its alias, and more lines.
    pub fn bootstrap(&self, id: &str, alias: &str, more: &str) -> String {
        let Self {
            account,
            email,
            password,
        } = self;
        format!(
            "[[account]]\nid = \"{id}\"\nname = \"{account}\"\nalias = \"{alias}\"\n\
             root_email = \"{email}\"\nroot_password = \"{password}\"\npassword_permanent = true\n{more}"
        )
    }
}

impl Browser {
    /// Makes the first account by the one-time address.
    #[track_caller]
    pub fn sets_up(&self, server: &Server, owner: Owner) {
        self.opens(&server.set_up_address());
        self.sees_page(self.words.set_up);
        self.presses(self.words.begin);
        self.types(self.words.account_name, owner.account);
        self.types(self.words.root_email, owner.email);
        self.types(self.words.set_up_password, owner.password);
        self.types(self.words.set_up_password_again, owner.password);
        self.presses(self.words.create_account);
        self.sees_page(self.words.sign_in_as_root);
    }

    /// Signs in as root as far as the password leads.
    #[track_caller]
    pub fn signs_in_as_root(&self, server: &Server, owner: Owner) {
        self.opens(&format!("{}/signin/root", server.address()));
        self.types(self.words.root_email, owner.email);
        self.presses(self.words.next);
        self.types(self.words.password, owner.password);
        self.presses(self.words.sign_in);
    }

    /// Signs in as an IAM user, at a door that knows the account, as far as the password leads.
    #[track_caller]
    pub fn signs_in_as_user(&self, door: &str, name: &str, password: &str) {
        self.opens(door);
        self.sees_page(self.words.sign_in_as_user);
        self.types(self.words.user_name, name);
        self.types(self.words.password, password);
        self.presses(self.words.sign_in);
    }

    /// Types a code on the MFA page.
    #[track_caller]
    pub fn types_code(&self, code: &str) {
        self.sees_page(self.words.mfa);
        self.types(self.words.mfa_code, code);
        self.presses(self.words.sign_in);
    }

    /// Goes through the wizard, from the page that asks for a name to the list with the device.
    #[track_caller]
    pub fn assigns_app(&self) -> Device {
        let device = self.scans_app();
        let [first, second] = device.phone.two_codes();
        self.types(self.words.code_1, &first);
        self.types(self.words.code_2, &second);
        self.presses(self.words.add_mfa);
        self.sees_page(self.words.my_security_credentials);
        device
    }

    /// The wizard up to the picture: takes the proposed name, scans, and compares with the key.
    #[track_caller]
    pub fn scans_app(&self) -> Device {
        self.sees_page(self.words.device_page);
        let name = self.reads_field(self.words.device_name);
        assert!(!name.is_empty(), "a name is proposed");
        self.presses(self.words.next);
        self.sees_page(self.words.app_page);
        let phone = Phone::scans(&self.picture_of("img.qr"));
        self.sees(phone.entry());
        self.presses(self.words.show_secret);
        let shown = self.reads("code.secret").concat();
        assert_eq!(
            shown.replace(' ', ""),
            phone.secret(),
            "the key is the one in the picture"
        );
        Device { name, phone }
    }

    /// Signs out by the menu.
    #[track_caller]
    pub fn signs_out(&self) {
        self.opens_menu();
        self.presses(self.words.sign_out);
        self.sees_page(self.words.signed_out);
    }
}
