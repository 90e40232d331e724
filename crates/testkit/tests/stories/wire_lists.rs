//! Lists in pages, tags, and what a new name or a new place changes.

use testkit::{ADMINISTRATOR, Answered, MANAGES_OWN, Program, story};

/// Reads a list page by page, and gives back the texts of one element of all of them.
fn pages(
    program: &Program,
    operation: &str,
    params: &[(&str, &str)],
    items: &str,
    element: &str,
) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut marker: Option<String> = None;
    for _ in 0..40 {
        let mut asked = params.to_vec();
        asked.push(("MaxItems", items));
        if let Some(marker) = &marker {
            asked.push(("Marker", marker));
        }
        let page = program.asks(operation, &asked);
        pages.push(page.succeeds().texts(element));
        if page.text("IsTruncated") == "false" {
            page.lacks("Marker");
            return pages;
        }
        marker = Some(page.text("Marker"));
    }
    assert!(pages.is_empty(), "{operation} does not end");
    pages
}

fn invalid_marker(answered: &Answered) {
    answered
        .refused("ValidationError", 400)
        .with_text("Invalid Marker.");
}

fn tags(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let named = pairs.iter().enumerate().flat_map(|(at, (key, value))| {
        let place = format!("Tags.member.{}", at + 1);
        [
            (format!("{place}.Key"), key.clone()),
            (format!("{place}.Value"), value.clone()),
        ]
    });
    named.collect()
}

fn tagged(
    program: &Program,
    operation: &str,
    of: (&str, &str),
    pairs: &[(&str, &str)],
) -> Answered {
    let owned: Vec<_> = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    let owned = tags(&owned);
    let mut params = vec![of];
    params.extend(
        owned
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    program.asks(operation, &params)
}

story! {
    fn every_list_is_whole_in_pages_of_every_size(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let names = ["anna", "Berta", "carl", "dora", "emil"];
        for name in names {
            root.asks("CreateUser", &[("UserName", name)]).succeeds();
            root.makes_device(&format!("{name}-phone"));
        }
        let many: Vec<_> = (0..7).map(|number| (format!("k{number}"), format!("v{number}"))).collect();
        let mut params = vec![("UserName".to_owned(), "anna".to_owned())];
        params.extend(tags(&many));
        let params: Vec<_> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        root.asks("TagUser", &params).succeeds();
        for (items, size) in [("1", 1), ("2", 2), ("3", 3), ("1000", 1000)] {
            let users = pages(&root, "ListUsers", &[], items, "UserName");
            assert_eq!(users.concat(), names);
            assert!(users.iter().all(|page| page.len() <= size));
            assert_eq!(pages(&root, "ListVirtualMFADevices", &[], items, "SerialNumber").concat().len(), 5);
            assert_eq!(pages(&root, "ListVirtualMFADevices", &[("AssignmentStatus", "Unassigned")], items, "SerialNumber").concat().len(), 5);
            assert_eq!(pages(&root, "ListUserTags", &[("UserName", "anna")], items, "Key").concat(), ["k0", "k1", "k2", "k3", "k4", "k5", "k6"]);
        }
        for name in ["anna-phone", "Berta-phone", "carl-phone"] {
            let phone = root.makes_device(&format!("{name}-2"));
            root.enables("anna", &phone).succeeds();
        }
        drop(root.makes_key_for("anna"));
        drop(root.makes_key_for("anna"));
        for items in ["1", "2", "5"] {
            assert_eq!(pages(&root, "ListMFADevices", &[("UserName", "anna")], items, "SerialNumber").concat().len(), 3);
            assert_eq!(pages(&root, "ListAccessKeys", &[("UserName", "anna")], items, "AccessKeyId").concat().len(), 2);
            assert_eq!(pages(&root, "ListVirtualMFADevices", &[("AssignmentStatus", "Assigned")], items, "SerialNumber").concat().len(), 3);
        }
    }

    fn a_hundred_items_are_a_page_if_nobody_says(w) {
        let keiri = w.account_with_key("keiri");
        for number in 0..101 {
            w.operator(&keiri.entry(&format!("user-{number:03}"), &[])).expect("the user is made");
        }
        let root = keiri.program();
        let page = root.asks("ListUsers", &[]);
        assert_eq!(page.succeeds().says("IsTruncated", "true").texts("UserName").len(), 100);
        // The next page may be of another size, and the list may change meanwhile.
        root.asks("DeleteUser", &[("UserName", "user-099")]).succeeds();
        let rest = root.asks("ListUsers", &[("Marker", &page.text("Marker")), ("MaxItems", "7")]);
        assert_eq!(rest.succeeds().says("IsTruncated", "false").texts("UserName"), ["user-100"]);
    }

    fn users_are_listed_below_a_path(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for (name, path) in [("anna", "/"), ("berta", "/keiri/"), ("carl", "/keiri/tokyo/"), ("dora", "/soumu/")] {
            root.asks("CreateUser", &[("UserName", name), ("Path", path)]).succeeds();
        }
        for (prefix, names) in [("/", vec!["anna", "berta", "carl", "dora"]), ("/keiri/", vec!["berta", "carl"]), ("/keiri", vec!["berta", "carl"]), ("/nobody/", vec![])] {
            for items in ["1", "100"] {
                assert_eq!(pages(&root, "ListUsers", &[("PathPrefix", prefix)], items, "UserName").concat(), names, "{prefix}");
            }
        }
    }

    fn a_marker_is_good_for_its_own_list_only(w) {
        let (keiri, soumu) = (w.account_with_key("keiri"), w.account_with_key("soumu"));
        for account in [&keiri, &soumu] {
            for name in ["anna", "berta", "carl"] {
                let root = account.program();
                root.asks("CreateUser", &[("UserName", name)]).succeeds();
                root.makes_device(name);
                drop(root.makes_key_for(name));
                drop(root.makes_key_for(name));
                tagged(&root, "TagUser", ("UserName", name), &[("a", "1"), ("b", "2")]).succeeds();
            }
        }
        let root = keiri.program();
        let marker_of = |operation: &str, params: &[(&str, &str)]| {
            let mut asked = params.to_vec();
            asked.push(("MaxItems", "1"));
            root.asks(operation, &asked).succeeds().text("Marker")
        };
        let users = marker_of("ListUsers", &[]);
        root.asks("ListUsers", &[("Marker", &users)]).succeeds();
        // Altered, made up, of another operation, selection, user or account.
        for at in 0..users.len() {
            let mut letters = users.clone().into_bytes();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(letters).expect("ASCII");
            invalid_marker(&root.asks("ListUsers", &[("Marker", &altered)]));
        }
        for made_up in ["berta", "QQ", "!", "=", &users[1..], &format!("{users}A"), &users.to_lowercase()] {
            invalid_marker(&root.asks("ListUsers", &[("Marker", made_up)]));
        }
        invalid_marker(&root.asks("ListVirtualMFADevices", &[("Marker", &users)]));
        invalid_marker(&root.asks("ListUsers", &[("Marker", &users), ("PathPrefix", "/")]));
        invalid_marker(&soumu.program().asks("ListUsers", &[("Marker", &users)]));
        let keys = marker_of("ListAccessKeys", &[("UserName", "anna")]);
        invalid_marker(&root.asks("ListAccessKeys", &[("UserName", "berta"), ("Marker", &keys)]));
        invalid_marker(&root.asks("ListAccessKeys", &[("Marker", &keys)]));
        invalid_marker(&soumu.program().asks("ListAccessKeys", &[("UserName", "anna"), ("Marker", &keys)]));
        let of_tags = marker_of("ListUserTags", &[("UserName", "anna")]);
        invalid_marker(&root.asks("ListUserTags", &[("UserName", "berta"), ("Marker", &of_tags)]));
        let devices = marker_of("ListVirtualMFADevices", &[]);
        invalid_marker(&root.asks("ListVirtualMFADevices", &[("AssignmentStatus", "Assigned"), ("Marker", &devices)]));
        // It outlives a restart, and the person who asked for it.
        w.restarts();
        let (_, taro) = keiri.with_key("taro", &[ADMINISTRATOR]);
        taro.asks("ListUsers", &[("Marker", &users)]).succeeds();
    }

    fn tags_are_set_replaced_listed_and_removed_whatever_their_case(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "経理")]).succeeds()
            .says("Key", "Team").says("Value", "経理");
        root.makes_device("phone");
        let serial = keiri.serial("phone");
        for (tag, untag, list, of) in [
            ("TagUser", "UntagUser", "ListUserTags", ("UserName", "hanako")),
            ("TagMFADevice", "UntagMFADevice", "ListMFADeviceTags", ("SerialNumber", serial.as_str())),
        ] {
            let keys = || root.asks(list, &[of]).succeeds().texts("Key");
            tagged(&root, tag, of, &[("Team", "red"), ("cost", "1")]).succeeds();
            tagged(&root, tag, of, &[("team", "blue"), ("area", "")]).succeeds();
            assert_eq!(keys(), ["area", "cost", "team"]);
            assert_eq!(root.asks(list, &[of]).texts("Value"), ["", "1", "blue"]);
            tagged(&root, tag, of, &[("a", "1"), ("A", "2")]).refused("InvalidInput", 400)
                .with_text("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            tagged(&root, tag, of, &[("AWS:a", "1")]).refused("InvalidInput", 400)
                .with_text("Tag keys beginning with aws: are reserved for system use.");
            tagged(&root, tag, of, &[]).refused("ValidationError", 400);
            let many: Vec<String> = (0..48).map(|number| format!("k{number:02}")).collect();
            let many: Vec<(&str, &str)> = many.iter().map(|key| (key.as_str(), "v")).collect();
            tagged(&root, tag, of, &many[..47]).succeeds();
            assert_eq!(keys().len(), 50);
            tagged(&root, tag, of, &many[47..]).refused("LimitExceeded", 409);
            root.asks(untag, &[of, ("TagKeys.member.1", "TEAM"), ("TagKeys.member.2", "nothing")]).succeeds();
            assert_eq!(keys().len(), 49);
        }
        // Lists leave tags out; whoever is asked for by name has them.
        root.asks("ListUsers", &[]).succeeds().lacks("Tags");
        root.asks("GetUser", &[("UserName", "hanako")]).succeeds().says("Key", "area");
        // In the console they stay with the user.
        root.asks("UpdateUser", &[("UserName", "hanako"), ("NewUserName", "yamada")]).succeeds();
        assert_eq!(root.asks("ListUserTags", &[("UserName", "yamada")]).texts("Key").len(), 49);
    }

    fn a_new_name_or_place_changes_arns_and_what_the_policies_mean(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (person, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        root.asks("CreateUser", &[("UserName", "taro")]).succeeds();
        let id = root.asks("GetUser", &[("UserName", "hanako")]).text("UserId");
        hanako.asks("GetUser", &[("UserName", "hanako")]).succeeds();

        root.asks("UpdateUser", &[("UserName", "hanako"), ("NewUserName", "TARO")]).refused("EntityAlreadyExists", 409)
            .with_text("User with name TARO already exists.");
        root.asks("UpdateUser", &[("UserName", "hanako"), ("NewUserName", "yamada"), ("NewPath", "/keiri/")]).succeeds();
        root.asks("GetUser", &[("UserName", "hanako")]).refused("NoSuchEntity", 404);
        let arn = format!("arn:aws:iam::{}:user/keiri/yamada", keiri.id());
        root.asks("GetUser", &[("UserName", "yamada")]).succeeds().says("Arn", &arn).says("UserId", &id).says("Path", "/keiri/");
        hanako.asks("GetCallerIdentity", &[]).succeeds().says("Arn", &arn).says("UserId", &id);
        // `${aws:username}` is the new name, and a user below a path is not at `user/NAME`.
        hanako.asks("GetUser", &[]).refused("AccessDenied", 403);
        root.asks("UpdateUser", &[("UserName", "yamada"), ("NewPath", "/")]).succeeds();
        hanako.asks("GetUser", &[]).succeeds().says("UserName", "yamada");
        hanako.asks("GetUser", &[("UserName", "hanako")]).refused("AccessDenied", 403);
        // The case of a name can change.
        root.asks("UpdateUser", &[("UserName", "yamada"), ("NewUserName", "Yamada")]).succeeds();
        root.asks("GetUser", &[("UserName", "yamada")]).succeeds().says("UserName", "Yamada");
        person.names_themselves("Yamada").signs_in_with_password().sees(testkit::page::ConsoleHome);
        // The old name is free.
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        root.asks("CreateUser", &[("UserName", "YAMADA")]).refused("EntityAlreadyExists", 409);
        root.asks("UpdateUser", &[("UserName", "nobody"), ("NewPath", "/x/")]).refused("NoSuchEntity", 404);
    }
}
