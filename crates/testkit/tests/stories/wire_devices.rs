//! Virtual devices on the wire: made, assigned, taken away and deleted, with AWS's words for what is
//! refused; and AWS-2023-001, after which whoever has a device changes their own only with MFA.

use service::ports::FirstDevice;
use testkit::{ADMINISTRATOR, Phone, Program, minutes, story};

const PAIR_REFUSED: &str = "Authentication code for device is not valid.";
const NOT_OF_USER: &str = "MFA Device invalid for user.";
const NEEDS_MFA: &str = "To complete this action, please ensure that you are authenticated with an MFA device that is enabled for this user.";

fn deactivates(program: &Program, user: &str, device: &str) -> testkit::Answered {
    let serial = program.serial(device);
    program.asks(
        "DeactivateMFADevice",
        &[("UserName", user), ("SerialNumber", &serial)],
    )
}

fn deletes(program: &Program, device: &str) -> testkit::Answered {
    program.asks(
        "DeleteVirtualMFADevice",
        &[("SerialNumber", &program.serial(device))],
    )
}

fn resyncs(
    program: &Program,
    user: &str,
    phone: &Phone,
    first: &str,
    second: &str,
) -> testkit::Answered {
    let serial = program.serial(&phone.name());
    program.asks(
        "ResyncMFADevice",
        &[
            ("UserName", user),
            ("SerialNumber", &serial),
            ("AuthenticationCode1", first),
            ("AuthenticationCode2", second),
        ],
    )
}

story! {
    fn a_device_of_the_same_name_exists_once_whatever_its_case(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.makes_device("phone");
        for name in ["phone", "PHONE"] {
            root.asks("CreateVirtualMFADevice", &[("VirtualMFADeviceName", name)]).refused("EntityAlreadyExists", 409)
                .with_text("MFA device already exists.");
        }
        let other = root.asks("CreateVirtualMFADevice", &[("VirtualMFADeviceName", "phone"), ("Path", "/desk/")]);
        other.succeeds().says("SerialNumber", &format!("arn:aws:iam::{}:mfa/desk/phone", keiri.id()));
        // Another account has names of its own.
        w.account_with_key("soumu").program().makes_device("phone");
    }

    fn a_device_is_mine_or_in_use_or_not_there(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for name in ["hanako", "taro"] {
            root.asks("CreateUser", &[("UserName", name)]).succeeds();
        }
        let phone = root.enrols("hanako", "phone");
        root.enables("hanako", &phone).refused("EntityAlreadyExists", 409).with_text("MFA Device for user hanako already exists.");
        root.enables("taro", &phone).refused("EntityAlreadyExists", 409).with_text("MFA Device is already in use.");
        let serial = keiri.serial("nothing");
        root.asks("EnableMFADevice", &[("UserName", "taro"), ("SerialNumber", &serial), ("AuthenticationCode1", "123456"), ("AuthenticationCode2", "654321")])
            .refused("NoSuchEntity", 404).with_text(&format!("VirtualMFADevice with serial number {serial} doesn't exist."));
        let tablet = root.makes_device("tablet");
        root.enables("nobody", &tablet).refused("NoSuchEntity", 404).with_text("The user with name nobody cannot be found.");

        deletes(&root, "phone").refused("DeleteConflict", 409).with_text("MFA VirtualDevice in use. Must deactivate first.");
        for (user, device) in [("taro", "phone"), ("hanako", "tablet"), ("hanako", "nothing")] {
            deactivates(&root, user, device).refused("NoSuchEntity", 404).with_text(NOT_OF_USER);
        }
        resyncs(&root, "hanako", &tablet, &tablet.code(), &tablet.code_at(1)).refused("NoSuchEntity", 404).with_text(NOT_OF_USER);
        deactivates(&root, "hanako", "phone").succeeds();
        deletes(&root, "phone").succeeds();
        deletes(&root, "phone").refused("NoSuchEntity", 404)
            .with_text(&format!("VirtualMFADevice with serial number {} doesn't exist.", keiri.serial("phone")));
    }

    /// OTP-6.
    fn otp_6_anything_but_two_codes_in_order_assigns_nothing(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.makes_device("phone");
        w.looks_away();
        let (now, next) = (phone.code(), phone.code_at(1));
        let pairs = [
            (phone.wrong_code(), next.clone()), (now.clone(), phone.wrong_code()), (next.clone(), now.clone()),
            (now.clone(), now.clone()), (now.clone(), phone.code_at(2)), (phone.code_at(40), phone.code_at(41)),
        ];
        for (first, second) in &pairs {
            hanako.enables_with("hanako", &phone, first, second).refused("InvalidAuthenticationCode", 403).with_text(PAIR_REFUSED);
        }
        w.tells(&["EnableMFADevice Failure errorCode=InvalidAuthenticationCode"; 6]);
        assert!(hanako.asks("ListMFADevices", &[]).members("MFADevices").is_empty());
        hanako.enables_with("hanako", &phone, &now, &next).succeeds();
        // As the device is asked for at doors now, a wrong pair is a guess and tells nothing.
        for (first, second) in &pairs {
            resyncs(&hanako, "hanako", &phone, first, second);
        }
        resyncs(&hanako, "hanako", &phone, &phone.code_at(3), &phone.code_at(4)).refused("InvalidAuthenticationCode", 403).with_text(PAIR_REFUSED);
    }

    /// OTP-3: seed and mark stay when a device is taken away.
    fn otp_3_a_device_that_is_assigned_again_takes_no_code_from_before(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        root.asks("CreateUser", &[("UserName", "taro")]).succeeds();
        let phone = root.makes_device("phone");
        let (first, second) = (phone.fresh_code(), phone.next_code());
        root.enables_with("hanako", &phone, &first, &second).succeeds();
        let used = phone.next_code();
        hanako.gives(&phone, &used).succeeds();
        deactivates(&root, "hanako", "phone").succeeds();
        root.asks("ListVirtualMFADevices", &[]).succeeds().says("SerialNumber", &keiri.serial("phone")).lacks("EnableDate").lacks("User");
        for user in ["hanako", "taro"] {
            root.enables_with(user, &phone, &first, &second).refused("InvalidAuthenticationCode", 403).with_text(PAIR_REFUSED);
            root.enables_with(user, &phone, &second, &used).refused("InvalidAuthenticationCode", 403);
            root.enables_with(user, &phone, &used, &phone.code_at(1)).refused("InvalidAuthenticationCode", 403);
        }
        w.restarts();
        root.enables_with("taro", &phone, &first, &second).refused("InvalidAuthenticationCode", 403);
        root.enables("hanako", &phone).succeeds();
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }

    fn a_user_has_eight_devices_and_no_ninth(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        for number in 1..=8 {
            root.enrols("hanako", &format!("phone-{number}"));
        }
        let ninth = root.makes_device("phone-9");
        root.enables("hanako", &ninth).refused("LimitExceeded", 409).with_text("Cannot exceed quota for MFADevicesPerUser: 8");
        assert_eq!(root.asks("ListMFADevices", &[("UserName", "hanako")]).members("MFADevices").len(), 8);
        deactivates(&root, "hanako", "phone-3").succeeds();
        root.enables("hanako", &ninth).succeeds();
    }

    fn virtual_devices_are_listed_by_their_assignment_with_whose_they_are_and_never_with_a_seed(w) {
        let keiri = w.account_with_key("keiri");
        keiri.owner().enrols("root-phone");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako"), ("Path", "/keiri/")]).succeeds();
        root.enrols("hanako", "hanako-phone");
        root.makes_device("spare");
        let lists = |status: &str| {
            let listed = root.asks("ListVirtualMFADevices", &[("AssignmentStatus", status)]);
            listed.succeeds().lacks("Base32StringSeed").lacks("QRCodePNG").says("IsTruncated", "false");
            let names = listed.texts("SerialNumber");
            names.iter().map(|serial| serial.rsplit('/').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lists("Any"), ["hanako-phone", "root-phone", "spare"]);
        assert_eq!(lists("Assigned"), ["hanako-phone", "root-phone"]);
        assert_eq!(lists("Unassigned"), ["spare"]);
        let assigned = root.asks("ListVirtualMFADevices", &[("AssignmentStatus", "Assigned")]);
        let arns = assigned.texts("Arn");
        assert_eq!(arns, [format!("arn:aws:iam::{}:user/keiri/hanako", keiri.id()), format!("arn:aws:iam::{}:root", keiri.id())]);
        assert_eq!(assigned.texts("UserName"), ["hanako"]);
        assert_eq!(assigned.texts("EnableDate").len(), 2);
    }

    fn what_is_certified_of_a_device_is_known_of_security_keys_only(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        hanako.enrols("hanako", "phone");
        hanako.asks("GetMFADevice", &[("SerialNumber", &keiri.serial("phone"))]).refused("ValidationError", 400)
            .with_text("The MFA device serial number sent in the request is invalid or not supported by this API. Currently, only hardware FIDO security keys are supported. Please use the compatible device or API.");
        hanako.asks("GetMFADevice", &[("SerialNumber", &keiri.serial("nothing"))]).refused("NoSuchEntity", 404);
    }

    /// AWS-2023-001, before any other check.
    fn whoever_has_a_device_changes_their_own_devices_in_a_session_with_mfa_only(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        taro.enrols("taro", "taro-phone");
        let tablet = hanako.makes_device("tablet");
        w.looks_away();
        // Good, mine already, somebody else's, none: nothing is told but what is missing.
        for device in ["tablet", "phone", "taro-phone", "nothing"] {
            let serial = keiri.serial(device);
            hanako.asks("EnableMFADevice", &[("UserName", "hanako"), ("SerialNumber", &serial), ("AuthenticationCode1", &tablet.code()), ("AuthenticationCode2", &tablet.code_at(1))])
                .refused("AccessDenied", 403).with_text(NEEDS_MFA);
            deactivates(&hanako, "hanako", device).refused("AccessDenied", 403).with_text(NEEDS_MFA);
            hanako.asks("DeactivateMFADevice", &[("SerialNumber", &serial)]).refused("AccessDenied", 403).with_text(NEEDS_MFA);
        }
        w.looks_away();
        // Setting the clock right is exempt, and so is acting on somebody else.
        let (first, second) = (phone.fresh_code(), phone.next_code());
        resyncs(&hanako, "hanako", &phone, &first, &second).succeeds();
        deactivates(&hanako, "taro", "taro-phone").succeeds();
        // With MFA it works; a session without it does not even ask.
        deactivates(&hanako.session(), "hanako", "phone").refused("InvalidClientTokenId", 403);
        let session = hanako.session_with(&phone);
        session.enables("hanako", &tablet).succeeds();
        deactivates(&session, "hanako", "phone").succeeds();
        // The session ended with the device.
        deactivates(&session, "hanako", "tablet").refused("InvalidClientTokenId", 403);
    }

    fn the_first_device_by_key_is_an_event_of_its_own(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        let phone = hanako.makes_device("phone");
        let his = taro.makes_device("taro");
        w.looks_away();
        hanako.enables("hanako", &phone).succeeds();
        let serial = format!("serialNumber={}", keiri.serial("phone"));
        w.tells(&[&format!("FirstDeviceByKey Success userName=hanako {serial}"), &format!("EnableMFADevice Success userName=hanako {serial}")]);
        // Somebody else's first device is not by one's own key.
        hanako.enables("taro", &his).succeeds();
        w.tells(&["EnableMFADevice Success"]);
    }

    fn where_the_configuration_denies_it_no_key_assigns_its_owners_first_device(w) {
        w.is_configured(|settings| settings.keys.first_device = FirstDevice::Deny);
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.makes_device("phone");
        hanako.enables("hanako", &phone).refused("AccessDenied", 403)
            .with_text("An access key may not assign the first MFA device of its owner on this server. Assign it in the console.");
        deletes(&hanako, "phone").succeeds();
        // In the console it is assigned, and then the key goes on with MFA.
        let first = person.enrols("first");
        let tablet = hanako.makes_device("tablet");
        hanako.session_with(&first).enables("hanako", &tablet).succeeds();
        // Another administrator may as well.
        let (_, _taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        hanako.enrols("taro", "taro");
        w.advance(minutes(1));
    }
}
