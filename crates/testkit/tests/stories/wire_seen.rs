//! One account behind two doors: what is made at one is seen at the other.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, MANAGES_OWN, story};

story! {
    fn a_user_made_on_the_wire_is_in_the_console_and_the_other_way_round(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako"), ("Path", "/keiri/")]).succeeds()
            .says("Arn", &format!("arn:aws:iam::{}:user/keiri/hanako", keiri.id()));
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users");
        visit.row_of("hanako");
        visit.opens("/console/users/hanako").shows("/keiri/");
        visit.opens("/console/create-user").fills("name", "taro").chooses("console", "none").presses(Lang::create_button)
            .says(|t| t.created_title("taro"));
        let listed = root.asks("ListUsers", &[]);
        assert_eq!(listed.succeeds().texts("UserName"), ["hanako", "taro"]);
        // What the console attaches, the wire does not take away with the user.
        root.asks("DeleteUser", &[("UserName", "taro")]).refused("DeleteConflict", 409);
        root.asks("DeleteUser", &[("UserName", "hanako")]).succeeds();
        visit.opens("/console/users/hanako").sees(NotFound);
    }

    fn an_alias_set_at_one_door_opens_the_other(w) {
        let keiri = w.account_with_key("keiri");
        let (person, _) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let root = keiri.program();
        root.asks("CreateAccountAlias", &[("AccountAlias", "keiri-bu")]).succeeds();
        assert_eq!(root.asks("ListAccountAliases", &[]).texts("member"), ["keiri-bu"]);
        person.names_the_account("keiri-bu").signs_in_with_password().sees(ConsoleHome);
        keiri.owner().signs_in_with_password().opens("/console/account").shows("keiri-bu");
        root.asks("DeleteAccountAlias", &[("AccountAlias", "keiri")]).refused("NoSuchEntity", 404)
            .with_text("The account alias keiri cannot be found.");
        root.asks("DeleteAccountAlias", &[("AccountAlias", "keiri-bu")]).succeeds();
        assert!(root.asks("ListAccountAliases", &[]).members("AccountAliases").is_empty());
        person.signs_in_with_password_at(&w.browser()).sees(UserDoor);
        // An alias is one account's.
        let soumu = w.account_with_key("soumu");
        root.asks("CreateAccountAlias", &[("AccountAlias", "soumu")]).refused("EntityAlreadyExists", 409)
            .with_text("The account alias soumu already exists.");
        soumu.program().asks("CreateAccountAlias", &[("AccountAlias", "soumu")]).succeeds();
    }

    fn a_device_assigned_on_the_wire_is_asked_for_and_shown_in_the_console(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let visit = person.signs_in_with(&phone);
        visit.opens("/console/security-credentials").shows("phone");
        // Removed in the console, it is gone from the wire with its seed.
        visit.opens("/console/security-credentials/mfa/phone/remove").sees(RemoveDevice)
            .presses(Lang::remove_button).says(|t| t.mfa_removed("phone"));
        assert!(hanako.asks("ListMFADevices", &[]).succeeds().members("MFADevices").is_empty());
        assert!(hanako.asks("ListVirtualMFADevices", &[]).succeeds().members("VirtualMFADevices").is_empty());
        hanako.asks("DeleteVirtualMFADevice", &[("SerialNumber", &keiri.serial("phone"))]).refused("NoSuchEntity", 404);
    }

    fn a_device_assigned_in_the_console_is_listed_and_asked_for_on_the_wire(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = person.enrols("phone");
        hanako.asks("ListMFADevices", &[]).succeeds().says("SerialNumber", &keiri.serial("phone"));
        let session = hanako.session_with(&phone);
        session.asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", &keiri.serial("phone"))]).succeeds();
        // The console's session ended with the device, and the next sign-in asks for no code.
        person.browser().opens("/console");
        assert!(person.browser().path().starts_with("/signin"));
        person.signs_in_with_password().sees(ConsoleHome).opens("/console/security-credentials").says(Lang::devices_empty);
    }

    fn a_device_that_nobody_has_stands_in_the_way_of_its_name_in_the_console(w) {
        let keiri = w.account_with_key("keiri");
        keiri.program().makes_device("phone");
        let visit = keiri.owner().signs_in_with_password().opens("/console/security-credentials/mfa/new");
        visit.sees(NameDevice).fills("name", "phone").presses(Lang::next).sees(NameDevice);
        visit.fills("name", "tablet").presses(Lang::next).sees(ScanQr);
    }

    fn root_on_the_wire_sees_its_devices_and_changes_none(w) {
        let keiri = w.account_with_key("keiri");
        let phone = keiri.owner().enrols("root-phone");
        let root = keiri.program();
        let serial = keiri.serial("root-phone");
        root.asks("ListMFADevices", &[]).succeeds().says("SerialNumber", &serial);
        for program in [root.with_key(|_| {}), root.session_with(&phone)] {
            program.asks("DeactivateMFADevice", &[("SerialNumber", &serial)]).refused("AccessDenied", 403);
            for name in ["root", "AWS ROOT USER", keiri.id().as_str()] {
                let refused = program.asks("DeactivateMFADevice", &[("UserName", name), ("SerialNumber", &serial)]);
                assert_ne!(refused.status(), 200, "{name}");
            }
        }
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        taro.asks("DeleteVirtualMFADevice", &[("SerialNumber", &serial)]).refused("DeleteConflict", 409);
        taro.asks("DeactivateMFADevice", &[("UserName", "taro"), ("SerialNumber", &serial)]).refused("NoSuchEntity", 404)
            .with_text("MFA Device invalid for user.");
        keiri.owner().signs_in_with(&phone);
    }

    /// Each thing that is left is named by AWS's sentence, one after the other.
    fn a_user_is_deleted_on_the_wire_only_when_nothing_is_left(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let root = keiri.program();
        hanako.enrols("hanako", "phone");
        let serial = keiri.serial("phone");
        let deletes = || root.asks("DeleteUser", &[("UserName", "hanako")]);
        deletes().refused("DeleteConflict", 409).with_text("Cannot delete entity, must remove tokens from principal first.");
        root.asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", &serial)]).succeeds();
        deletes().refused("DeleteConflict", 409).with_text("Cannot delete entity, must delete access keys first.");
        root.asks("DeleteAccessKey", &[("UserName", "hanako"), ("AccessKeyId", hanako.key_id())]).succeeds();
        deletes().refused("DeleteConflict", 409).with_text("Cannot delete entity, must detach all policies first.");

        root.asks("CreateUser", &[("UserName", "taro")]).succeeds();
        root.asks("CreateLoginProfile", &[("UserName", "taro"), ("Password", "(fake) words of taro")]).succeeds();
        root.asks("DeleteUser", &[("UserName", "taro")]).refused("DeleteConflict", 409)
            .with_text("Cannot delete entity, must delete login profile first.");
        root.asks("DeleteLoginProfile", &[("UserName", "taro")]).succeeds();
        root.asks("DeleteUser", &[("UserName", "taro")]).succeeds();
        root.asks("DeleteUser", &[("UserName", "taro")]).refused("NoSuchEntity", 404)
            .with_text("The user with name taro cannot be found.");
    }

    fn the_console_deletes_a_user_with_everything_and_the_wire_sees_nothing_of_it_left(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        let visit = keiri.owner().signs_in_with_password();
        visit.opens("/console/users/hanako/delete").fills("typed", "hanako").presses(Lang::delete_button).sees(Users);
        let root = keiri.program();
        hanako.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        session.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        root.asks("GetAccessKeyLastUsed", &[("AccessKeyId", hanako.key_id())]).refused("NoSuchEntity", 404);
        assert!(root.asks("ListVirtualMFADevices", &[]).members("VirtualMFADevices").is_empty());
        root.makes_device("phone");
        root.asks("GetAccountSummary", &[]).succeeds();
    }

    fn a_password_policy_set_on_the_wire_is_asked_for_in_the_console(w) {
        let keiri = w.account_with_key("keiri");
        let (person, _) = keiri.with_key("hanako", &[MANAGES_OWN]);
        keiri.program().asks("UpdateAccountPasswordPolicy", &[("MinimumPasswordLength", "20"), ("RequireSymbols", "true")]).succeeds();
        let visit = person.signs_in_with_password();
        for password in ["(fake) short", "no symbols in here at all"] {
            visit.opens("/console/security-credentials/password").fills("current", &person.password())
                .fills("password", password).fills("password_again", password)
                .presses(Lang::change_button).sees(ChangePassword);
        }
        let long = "(fake) long enough and with symbols";
        visit.fills("current", &person.password()).fills("password", long).fills("password_again", long)
            .presses(Lang::change_button).sees(SecurityCredentials);
        // An administrator in the console is bound by it as well.
        let admin = keiri.owner().signs_in_with_password();
        admin.opens("/console/create-user").fills("name", "taro").chooses("console", "typed").fills("password", "(fake) short")
            .presses(Lang::create_button).sees(CreateUser);
        admin.chooses("console", "generated").presses(Lang::create_button).says(|t| t.created_title("taro"));
        let generated = admin.secret();
        assert!(generated.chars().count() >= 20, "{}", generated.len());
    }
}
