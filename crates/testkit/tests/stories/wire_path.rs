//! The way of the issue on AWS's wire: make a device, assign it, ask for a session with its code.

use testkit::page::*;
use testkit::{ADMINISTRATOR, MANAGES_OWN, minutes, seconds, story};

const INVALID_TOKEN: &str = "The security token included in the request is invalid";
const CODE_REFUSED: &str = "MultiFactorAuthentication failed with invalid MFA one time pass code. ";
const DEVICE_REFUSED: &str = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";
const BOTH: &str =
    "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.";

story! {
    fn a_user_makes_a_device_assigns_it_and_gets_a_session_with_its_code(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        w.looks_away();
        let made = hanako.asks("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "hanako-phone")]);
        let serial = keiri.serial("hanako-phone");
        made.succeeds().says("SerialNumber", &serial).lacks("User").lacks("EnableDate").lacks("Tags");
        let phone = made.scans_qr("hanako-phone");
        // The picture and the seed are the same thing, in the label that AWS gives.
        let seed = data_encoding::BASE64.decode(made.text("Base32StringSeed").as_bytes()).expect("base64");
        assert_eq!(String::from_utf8(seed).expect("base32"), phone.secret_key().replace(' ', ""));
        assert_eq!(phone.seed_bytes(), 20);
        assert_eq!(phone.entry(), (Some("Sekisho".to_owned()), "hanako-phone@keiri".to_owned()));

        hanako.enables("hanako", &phone).succeeds();
        let listed = hanako.asks("ListMFADevices", &[]);
        listed.succeeds().says("SerialNumber", &serial).says("UserName", "hanako").says("IsTruncated", "false");

        let given = hanako.gives(&phone, &phone.next_code());
        given.succeeds().says("Expiration", &(w.now() + minutes(720)).to_string());
        let session = hanako.session_of(&given);
        assert!(session.key_id().starts_with("ASIA"));
        session.asks("GetUser", &[]).succeeds().says("UserName", "hanako");
        session.asks("GetCallerIdentity", &[]).succeeds().says("Arn", &format!("arn:aws:iam::{}:user/hanako", keiri.id()));
        w.tells(&[
            "CreateVirtualMFADevice Success userName=hanako",
            "FirstDeviceByKey Success userName=hanako",
            "EnableMFADevice Success userName=hanako",
            "GetSessionToken Success userName=hanako",
        ]);
    }

    fn a_session_without_mfa_knows_who_it_is_and_asks_iam_for_nothing(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let session = hanako.session();
        session.asks("GetCallerIdentity", &[]).succeeds().says("Account", keiri.id().as_str());
        for operation in ["GetUser", "ListUsers", "CreateAccessKey", "CreateVirtualMFADevice", "ListVirtualMFADevices"] {
            let params: &[(&str, &str)] = if operation.starts_with("CreateV") { &[("VirtualMFADeviceName", "phone")] } else { &[] };
            session.asks(operation, params).refused("InvalidClientTokenId", 403).with_text(INVALID_TOKEN);
        }
        hanako.asks("ListVirtualMFADevices", &[]).succeeds();
        assert!(hanako.asks("ListVirtualMFADevices", &[]).members("VirtualMFADevices").is_empty());
    }

    fn a_session_makes_no_session(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        for session in [hanako.session(), hanako.session_with(&phone)] {
            session.asks("GetSessionToken", &[]).refused("AccessDenied", 403)
                .with_text("Cannot call GetSessionToken with session credentials");
            session.asks("GetAccessKeyInfo", &[("AccessKeyId", hanako.key_id())]).refused("AccessDenied", 403);
            session.asks("GetCallerIdentity", &[]).succeeds();
        }
    }

    fn root_gets_sessions_too_with_the_code_of_its_own_device(w) {
        let keiri = w.account_with_key("keiri");
        let phone = keiri.owner().enrols("root-phone");
        let root = keiri.program();
        let session = root.session_with(&phone);
        session.asks("GetCallerIdentity", &[]).succeeds().says("Arn", &format!("arn:aws:iam::{}:root", keiri.id()))
            .says("UserId", keiri.id().as_str());
        session.asks("ListUsers", &[]).succeeds();
        root.session().asks("ListUsers", &[]).refused("InvalidClientTokenId", 403);
        // Nobody has somebody else's device.
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        hanako.gives(&phone, &phone.next_code()).refused("AccessDenied", 403).with_text(DEVICE_REFUSED);
    }

    fn getsessiontoken_needs_no_permission(w) {
        let keiri = w.account_with_key("keiri");
        let (_, nobody) = keiri.with_key("nobody", &[]);
        nobody.session().asks("GetCallerIdentity", &[]).succeeds();
        nobody.asks("GetUser", &[]).refused("AccessDenied", 403).with_text(&format!(
            "User: arn:aws:iam::{id}:user/nobody is not authorized to perform: iam:GetUser on resource: arn:aws:iam::{id}:user/nobody because no identity-based policy allows the iam:GetUser action",
            id = keiri.id(),
        ));
        nobody.asks("GetAccessKeyInfo", &[("AccessKeyId", nobody.key_id())]).refused("AccessDenied", 403).with_text(&format!(
            "User: arn:aws:iam::{id}:user/nobody is not authorized to perform: sts:GetAccessKeyInfo on resource: *", id = keiri.id(),
        ));
    }

    /// SE-6 on the wire: what the self-management policy keeps for sessions with MFA.
    fn a_user_with_the_self_management_policy_enrols_by_key_and_then_needs_mfa(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let phone = hanako.enrols("hanako", "hanako");
        hanako.asks("CreateAccessKey", &[]).refused("AccessDenied", 403);
        let session = hanako.session_with(&phone);
        session.asks("ListMFADevices", &[]).succeeds().says("SerialNumber", &keiri.serial("hanako"));
        session.asks("ListUsers", &[]).refused("AccessDenied", 403);
    }

    fn one_of_serial_and_code_alone_is_refused(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let serial = keiri.serial("phone");
        w.looks_away();
        hanako.asks("GetSessionToken", &[("SerialNumber", &serial)]).refused("AccessDenied", 403).with_text(BOTH);
        hanako.asks("GetSessionToken", &[("TokenCode", &phone.next_code())]).refused("AccessDenied", 403).with_text(BOTH);
        w.tells(&["GetSessionToken Failure errorCode=AccessDenied", "GetSessionToken Failure errorCode=AccessDenied"]);
        // The code was not looked at.
        hanako.gives(&phone, &phone.code()).succeeds();
    }

    /// OTP-10: unknown, unassigned, somebody else's, and of another account: one text.
    fn otp_10_a_serial_number_that_is_not_the_callers_own_is_refused_in_one_way(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        let (_, jiro) = soumu.with_key("jiro", &[ADMINISTRATOR]);
        hanako.enrols("hanako", "phone");
        let his = taro.enrols("taro", "taro");
        let far = jiro.enrols("jiro", "jiro");
        let free = hanako.makes_device("free");
        let code = his.next_code();
        for serial in [
            keiri.serial("taro"), soumu.serial("jiro"), keiri.serial("free"), keiri.serial("nothing"), keiri.serial("Phone"),
            format!("arn:aws:iam::{}:user/hanako", keiri.id()), "GAHT12345678".to_owned(),
        ] {
            for code in [code.clone(), far.code(), free.code(), "000000".to_owned()] {
                hanako.asks("GetSessionToken", &[("SerialNumber", &serial), ("TokenCode", &code)])
                    .refused("AccessDenied", 403).with_text(DEVICE_REFUSED);
            }
        }
        taro.gives(&his, &code).succeeds();
    }

    /// OTP-10: wrong, used and early codes have one text.
    fn otp_10_a_wrong_a_used_and_an_early_code_are_refused_in_one_way(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        hanako.gives(&phone, &code).succeeds();
        w.looks_away();
        for refused in [code, phone.wrong_code(), phone.code_at(-1), phone.code_at(30)] {
            hanako.gives(&phone, &refused).refused("AccessDenied", 403).with_text(CODE_REFUSED);
        }
        w.tells(&[
            "GetSessionToken Failure errorCode=InvalidAuthenticationCode MFACodeReused=true",
            "GetSessionToken Failure errorCode=InvalidAuthenticationCode",
            "GetSessionToken Failure errorCode=InvalidAuthenticationCode",
            "GetSessionToken Failure errorCode=InvalidAuthenticationCode",
        ]);
    }

    fn otp_4_at_sts_a_code_is_good_for_its_own_step_and_one_on_either_side(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        for (steps, opens) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            w.advance(minutes(10));
            let answered = hanako.gives(&phone, &phone.code_at(steps));
            if opens { answered.succeeds() } else { answered.refused("AccessDenied", 403).with_text(CODE_REFUSED) };
        }
    }

    fn otp_5_at_sts_the_window_moves_along_with_a_clock_that_was_learned(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.makes_device("phone");
        phone.runs_ahead_by(5 * 30);
        hanako.enables("hanako", &phone).succeeds();
        for (steps, opens) in [(0, true), (1, true), (-1, true), (2, false), (-5, false)] {
            w.advance(minutes(10));
            assert_eq!(hanako.gives(&phone, &phone.code_at(steps)).status() == 200, opens, "{steps}");
        }
        // Too far off, and set right again by two codes.
        phone.runs_ahead_by(-4 * 30);
        w.advance(minutes(20));
        hanako.gives(&phone, &phone.code()).refused("AccessDenied", 403);
        let serial = keiri.serial("phone");
        let (first, second) = (phone.fresh_code(), phone.next_code());
        hanako.asks("ResyncMFADevice", &[("UserName", "hanako"), ("SerialNumber", &serial), ("AuthenticationCode1", &first), ("AuthenticationCode2", &second)]).succeeds();
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }

    fn otp_3_of_many_programs_with_one_code_at_the_same_moment_exactly_one_gets_a_session(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        let programs: Vec<_> = (0..6).map(|_| hanako.with_key(|_| {})).collect();
        let opened = std::sync::atomic::AtomicUsize::new(0);
        w.at_once(&programs, |program| {
            let answered = program.gives(&phone, &code);
            if answered.status() == 200 {
                opened.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            } else {
                answered.refused("AccessDenied", 403).with_text(CODE_REFUSED);
            }
        });
        assert_eq!(opened.into_inner(), 1);
    }

    /// A console and a program of one person, one after the other.
    fn the_first_device_by_key_ends_the_sessions_that_were_opened_without_it(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let visit = person.signs_in_with_password().sees(ConsoleHome);
        let session = hanako.session();
        let phone = hanako.enrols("hanako", "phone");
        visit.opens("/console");
        assert!(visit.path().starts_with("/signin"), "{}", visit.path());
        session.asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        w.advance(seconds(30));
        person.signs_in_with(&phone);
    }
}
