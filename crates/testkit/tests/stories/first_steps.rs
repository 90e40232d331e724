//! From a fresh installation to a sign-in with a code: what the article's author did.

use testkit::page::*;
use testkit::{Lang, Phone, minutes, story};

story! {
    fn a_newcomer_goes_from_the_one_time_address_to_a_sign_in_with_a_code(w) {
        let root = w.browser();
        let password = "(fake) a password of my own";
        root.opens(&w.one_time_address()).sees(SetUp)
            .presses(Lang::setup_begin).sees(SetUp)
            .fills("account_name", "経理部")
            .fills("root_email", "root@keiri.example")
            .fills("password", password)
            .fills("password_again", password)
            .presses(Lang::setup_button).sees(RootEmail);
        assert!(root.text().contains('-'), "the account's id is told in groups of four");

        // The two doors.
        root.opens("/signin").sees(ChooseDoor)
            .follows(Lang::root_user).sees(RootEmail)
            .fills("email", "root@keiri.example")
            .presses(Lang::next).sees(RootPassword)
            .fills("password", password)
            .presses(Lang::signin_button).sees(ConsoleHome)
            .says(Lang::recommend_title)
            .says(Lang::recommend_root_mfa)
            .says(Lang::recommend_root_keys_done)
            .shows("経理部");

        // The recommendation leads into the wizard.
        root.follows(Lang::add_mfa).sees(NameDevice);
        assert_eq!(root.value_of("name").as_deref(), Some("root-phone"), "a name is proposed");
        let phone = root.fills("label", "金庫の電話").scans_qr_named("my-phone");
        root.types_two_consecutive_codes(&phone).sees(SecurityCredentials)
            .says(|t| t.mfa_added("my-phone"))
            .shows("金庫の電話")
            .shows(":mfa/my-phone");
        root.opens("/console").says(Lang::recommend_root_mfa_done).says(Lang::recommend_second_device);

        // From now on the password is not enough.
        root.presses(Lang::sign_out).sees(SignedOut)
            .follows(Lang::signin_again)
            .follows(Lang::root_user)
            .fills("email", "root@keiri.example")
            .presses(Lang::next)
            .fills("password", password)
            .presses(Lang::signin_button).sees(MfaCode)
            .shows("root@keiri.example")
            .shows("金庫の電話")
            .types_code_of(&phone).sees(ConsoleHome);

        w.tells(&[
            "CreateAccount Success accountName=経理部",
            "ConsoleLogin Success MFAUsed=No type=Root",
            "CreateVirtualMFADevice Success virtualMFADeviceName=my-phone",
            "EnableMFADevice Success userName=AWS+ROOT+USER",
            "SignOut Success",
            "CheckMfa Success",
            "ConsoleLogin Success MFAUsed=Yes type=Root",
        ]);
    }

    fn otp_1_the_picture_holds_what_every_phone_can_read_and_a_label_that_tells_entries_apart(w) {
        let keiri = w.account("keiri");
        let phone = keiri.owner().enrols("phone");
        assert_eq!(phone.params(), otp::Params::AUTHENTICATOR_APP);
        assert_eq!(phone.seed_bytes(), 20, "OTP-1: 160 bit");
        assert_eq!(phone.entry(), (Some("Sekisho".to_owned()), "root@keiri".to_owned()));
        let hanako = keiri.user("hanako").enrols("hanako-phone");
        assert_eq!(hanako.entry().1, "hanako@keiri");
    }

    fn a_key_that_is_typed_by_hand_and_the_link_on_a_phone_make_the_same_entry(w) {
        let keiri = w.account("keiri");
        let browser = keiri.owner().signs_in_with_password();
        browser.opens("/console/security-credentials/mfa/new");
        let phone = browser.scans_qr_named("phone");
        browser.shows(&phone.secret_key()).says(Lang::wizard_show_secret);
        assert!(browser.address_of(Lang::wizard_open_app).starts_with("otpauth://totp/"));
        for app in ["Google Authenticator", "Microsoft Authenticator", "Duo Mobile", "Twilio Authy", "Symantec VIP"] {
            browser.shows(app);
        }
        browser.types_two_consecutive_codes(&phone).sees(SecurityCredentials);
    }

    /// EN-9: nothing opens before set-up.
    fn en_9_before_set_up_every_door_says_that_there_is_no_account_yet(w) {
        let stranger = w.browser();
        stranger.opens("/signin").sees(NoAccountYet);
        stranger.opens("/setup").sees(NoAccountYet);
        stranger.opens("/signin/setup").sees(NoAccountYet);
        assert_eq!(stranger.status(), 403);
        stranger.opens("/setup?token=fake-token-of-somebody").presses(Lang::setup_begin)
            .sees(NoAccountYet).says(Lang::no_account_refused);
        stranger.opens("/console").sees(NoAccountYet);
    }

    fn the_one_time_address_lives_for_sixty_minutes(w) {
        let root = w.browser();
        let address = w.one_time_address();
        w.advance(minutes(59));
        root.opens(&address).presses(Lang::setup_begin).sees(SetUp);
        w.advance(minutes(1));
        root.opens("/signin/setup").sees(NoAccountYet);
        root.opens(&address).presses(Lang::setup_begin).sees(NoAccountYet);
    }

    fn set_up_is_closed_for_ever_by_the_first_account(w) {
        let early = w.browser();
        early.opens(&w.one_time_address()).presses(Lang::setup_begin).sees(SetUp)
            .fills("account_name", "経理部")
            .fills("root_email", "root@second.example")
            .fills("password", "(fake) too late for this")
            .fills("password_again", "(fake) too late for this");
        w.account("keiri");
        early.presses(Lang::setup_button).sees(RootEmail);
        early.opens(&w.one_time_address()).sees(RootEmail);
        early.fills("email", "root@second.example").presses(Lang::next)
            .fills("password", "(fake) too late for this")
            .presses(Lang::signin_button).says(Lang::signin_root_refused);
    }

    /// PW-1 and PW-3: at set-up too.
    fn pw_1_pw_3_set_up_says_at_the_field_what_is_wrong_and_keeps_what_was_typed(w) {
        let root = w.browser();
        root.opens(&w.one_time_address()).presses(Lang::setup_begin);
        let send = |email: &str, password: &str, again: &str| {
            root.fills("account_name", "経理部").fills("root_email", email)
                .fills("password", password).fills("password_again", again)
                .presses(Lang::setup_button).sees(SetUp)
                .keeps("account_name", "経理部").keeps("root_email", email)
                .keeps("password", "").keeps("password_again", "");
            assert_eq!(root.status(), 422);
        };
        send("root", "(fake) long enough", "(fake) long enough");
        root.is_told_at("root_email", Lang::error_email);
        send("root@keiri.example", "(fake) long enough", "(fake) another one");
        root.is_told_at("password_again", Lang::error_passwords_differ);
        send("root@keiri.example", "seven77", "seven77");
        root.is_told_at("password", Lang::error_password_short);
        send("root@keiri.example", "password123", "password123");
        root.is_told_at("password", Lang::error_password_common);
        send("root@keiri.example", "root@keiri.example", "root@keiri.example");
        root.is_told_at("password", Lang::error_password_own_name);
    }

    fn a_second_device_opens_as_well_as_the_first(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        let first = owner.enrols("phone");
        let second: Phone = owner.adds_device("tablet");
        owner.browser().presses(Lang::sign_out);
        owner.signs_in_with(&first).presses(Lang::sign_out);
        // The page begins with the device that was used last in this browser.
        let visit = owner.signs_in_with_password().sees(MfaCode).keeps("device", "phone");
        visit.presses(|_| "tablet").sees(MfaCode).keeps("device", "tablet")
            .types_code_of(&second).sees(ConsoleHome)
            .presses(Lang::sign_out);
        owner.signs_in_with_password().keeps("device", "tablet");
    }

    fn the_page_after_the_password_of_somebody_without_a_device_is_the_console_with_advice(w) {
        let keiri = w.account("keiri");
        keiri.owner().signs_in_with_password().sees(ConsoleHome).says(Lang::recommend_root_mfa_text);
        keiri.user("hanako").signs_in_with_password().sees(ConsoleHome).says(Lang::recommend_own_mfa);
    }
}
