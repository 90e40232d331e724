//! Access keys: made, shown once, used by a program, switched off, deleted.

use axum::body::Body;
use data_encoding::BASE64;
use http::Request;
use testkit::page::*;
use testkit::{Browser, Lang, World, minutes, story};
use wire::sigv4::{self, Credentials};

const OWN: &str = "/console/security-credentials";
const HANAKO: &str = "/console/users/hanako";

/// A key as somebody keeps it who saw it made.
struct Key {
    id: String,
    secret: String,
}

/// Makes a key on the page that asks whether one is wanted.
fn makes_key(visit: &Browser) -> Key {
    visit
        .sees(CreateKey)
        .presses(Lang::keys_create)
        .sees(KeyMade)
        .says(Lang::keys_once);
    let secret = visit.secret();
    let text = visit.text();
    let id = text
        .split_whitespace()
        .find(|word| word.starts_with("AKIA"))
        .expect("an id");
    Key {
        id: id.to_owned(),
        secret,
    }
}

/// A program signs a call of IAM with a key. Gives the status.
fn program_calls(w: &World, key: &Key, call: &str) -> u16 {
    let fixed = [
        ("host", "iam.amazonaws.com"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let headers = fixed.map(|(name, value)| (name, value.as_bytes()));
    let unsigned = sigv4::Request {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        body: call.as_bytes(),
    };
    let credentials = Credentials {
        access_key_id: &key.id,
        secret_access_key: &key.secret,
        session_token: None,
    };
    let signed = sigv4::sign(&unsigned, credentials, "ap-northeast-1", "iam", w.now())
        .expect("it can be signed");
    let mut request = Request::post("/").extension(web::Peer {
        address: ([192, 0, 2, 77], 50_000).into(),
        tls: w.origin().starts_with("https"),
    });
    for (name, value) in fixed {
        request = request.header(name, value);
    }
    for (name, value) in &signed {
        request = request.header(name, value);
    }
    let (parts, _) = w.asks(
        request
            .body(Body::from(call.to_owned()))
            .expect("a request"),
    );
    parts.status.as_u16()
}

const WHO: &str = "Action=ListAccessKeys&Version=2010-05-08";

story! {
    fn an_administrator_makes_a_key_and_sees_its_secret_once(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        taro.enrols("taro-phone");
        let visit = taro.browser();
        visit.opens(OWN).says(Lang::keys_empty).follows(Lang::keys_create).says(Lang::keys_create_text);
        w.looks_away();
        let key = makes_key(visit);
        w.tells(&[&format!("CreateAccessKey Success userName=taro accessKeyId={}", key.id)]);
        let href = visit.address_of(Lang::created_csv);
        let file = BASE64.decode(href.rsplit(',').next().expect("a file").as_bytes()).expect("base64");
        let wanted = format!("Access key ID,Secret access key\r\n{},{}\r\n", key.id, key.secret);
        assert_eq!(String::from_utf8_lossy(&file), wanted);
        assert_eq!(visit.header("cache-control").as_deref(), Some("no-store"));
        visit.follows(Lang::keys_made_back).sees(SecurityCredentials).does_not_show(&key.secret);
        let row = visit.row_of(&key.id);
        assert_eq!(row[1], Lang::keys_active(visit.lang()));
        assert_eq!(row[3], Lang::never(visit.lang()));

        assert_eq!(program_calls(w, &key, WHO), 200);
        let row = visit.opens(OWN).row_of(&key.id);
        assert!(row[3].contains("iam (ap-northeast-1)"), "{row:?}");
    }

    fn a_key_that_is_deactivated_opens_nothing_until_it_is_activated(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        taro.enrols("taro-phone");
        let visit = taro.browser();
        let key = makes_key(visit.opens(OWN).follows(Lang::keys_create));
        w.looks_away();
        visit.opens(OWN).follows(Lang::keys_deactivate).sees(DeactivateKey).shows(&key.id)
            .presses(Lang::keys_deactivate).sees(SecurityCredentials).says(|t| t.key_deactivated(&key.id));
        w.tells(&[&format!("UpdateAccessKey Success userName=taro accessKeyId={} status=Inactive", key.id)]);
        assert_eq!(visit.row_of(&key.id)[1], Lang::keys_inactive(visit.lang()));
        assert_eq!(program_calls(w, &key, WHO), 403);
        visit.follows(Lang::keys_activate).sees(ActivateKey).presses(Lang::keys_activate)
            .says(|t| t.key_activated(&key.id));
        assert_eq!(program_calls(w, &key, WHO), 200);
    }

    fn a_key_is_deactivated_before_it_is_deleted(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        taro.enrols("taro-phone");
        let visit = taro.browser();
        let key = makes_key(visit.opens(OWN).follows(Lang::keys_create));
        let delete = format!("{OWN}/access-keys/{}/delete", key.id);
        visit.opens(&delete).sees(DeleteKey).says(Lang::keys_delete_first);
        assert!(!visit.has_button(Lang::delete));
        // By hand neither.
        visit.posts(&delete, &[]).sees(DeleteKey).says(Lang::keys_delete_first);
        assert_eq!(visit.status(), 422);
        visit.presses(Lang::keys_deactivate).says(|t| t.key_deactivated(&key.id));
        w.looks_away();
        visit.opens(&delete).sees(DeleteKey).says(Lang::keys_delete_text).presses(Lang::delete)
            .sees(SecurityCredentials).says(|t| t.key_deleted(&key.id)).says(Lang::keys_empty);
        w.tells(&[&format!("DeleteAccessKey Success userName=taro accessKeyId={}", key.id)]);
        assert_eq!(program_calls(w, &key, WHO), 403);
        for deed in ["deactivate", "activate", "delete"] {
            visit.opens(&format!("{OWN}/access-keys/{}/{deed}", key.id)).sees(NotFound);
        }
    }

    fn there_are_two_keys_at_most_and_a_form_that_is_sent_twice_makes_one(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let visit = keiri.owner().signs_in_with_password();
        let new = format!("{HANAKO}/access-keys/new");
        makes_key(visit.opens(HANAKO).follows(Lang::keys_create));
        visit.opens("/console").posts(&new, &[("known", "0")]).says(Lang::keys_not_created);
        assert_eq!(visit.rows().len(), 1);
        makes_key(visit.follows(Lang::keys_create));
        visit.opens(HANAKO).says(Lang::keys_full);
        assert!(!visit.has_link(Lang::keys_create));
        visit.opens(&new).says(Lang::keys_full);
        visit.posts(&new, &[("known", "2")]).says(Lang::keys_not_created);
        assert_eq!(visit.rows().len(), 2);
    }

    fn root_is_warned_and_says_that_it_is_meant_and_the_dashboard_leads_to_its_keys(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("root-phone");
        let visit = keiri.owner().browser();
        visit.opens(OWN).says(Lang::keys_empty_root).follows(Lang::keys_create).says(Lang::keys_root_advice);
        visit.presses(Lang::keys_create).sees(CreateKey).is_told_at("understood", Lang::error_keys_understood);
        assert_eq!(visit.status(), 422);
        visit.ticks("understood");
        let key = makes_key(visit);
        visit.opens("/console").says(Lang::recommend_root_keys).says(Lang::recommend_root_keys_text)
            .follows(Lang::recommend_root_keys_button).sees(SecurityCredentials)
            .follows(Lang::keys_deactivate).presses(Lang::keys_deactivate).says(|t| t.key_deactivated(&key.id));
        visit.opens("/console").says(Lang::recommend_root_keys_done);
    }

    fn only_root_is_led_to_roots_keys(w) {
        let keiri = w.account("keiri");
        keiri.owner().enrols("root-phone");
        let visit = keiri.owner().browser().opens(OWN).follows(Lang::keys_create).ticks("understood");
        makes_key(visit);
        let taro = keiri.administrator("taro").signs_in_with_password().opens("/console").says(Lang::recommend_root_keys_by_root).path();
        assert_eq!(taro, "/console");
    }

    fn a_key_is_made_after_a_fresh_proof_only(w) {
        let keiri = w.account("keiri");
        keiri.user("hanako");
        let owner = keiri.owner();
        let phone = owner.enrols("root-phone");
        let visit = owner.browser();
        let key = makes_key(visit.opens(HANAKO).follows(Lang::keys_create));
        w.advance(minutes(11));
        visit.opens(HANAKO).follows(Lang::keys_create).sees(Confirm).types_code_of(&phone).sees(CreateKey);
        w.advance(minutes(11));
        visit.presses(Lang::keys_create).sees(Confirm).types_code_of(&phone).sees(CreateKey);
        w.advance(minutes(11));
        visit.opens(HANAKO).follows(Lang::keys_deactivate).sees(Confirm).types_code_of(&phone).sees(DeactivateKey).shows(&key.id);
        w.advance(minutes(11));
        visit.presses(Lang::keys_deactivate).sees(Confirm).types_code_of(&phone).sees(DeactivateKey)
            .presses(Lang::keys_deactivate).says(|t| t.key_deactivated(&key.id));
    }

    fn whoever_may_not_is_told_which_action_is_missing(w) {
        let keiri = w.account("keiri");
        keiri.user("taro");
        let nobody = keiri.person("nobody", &[]);
        let visit = nobody.signs_in_with_password().opens(OWN)
            .says(|t| t.lacks_show("iam:ListAccessKeys")).says(|t| t.lacks_do("iam:CreateAccessKey"));
        assert!(!visit.has_link(Lang::keys_create));
        w.looks_away();
        visit.posts(&format!("{OWN}/access-keys/new"), &[("known", "")]).sees(NotAllowed).shows("iam:CreateAccessKey");
        visit.opens("/console/sessions").posts("/console/users/taro/access-keys/new", &[("known", "")]).sees(NotAllowed);
        w.tells(&["CreateAccessKey Failure errorCode=AccessDenied", "CreateAccessKey Failure errorCode=AccessDenied"]);
        let id = "AKIAIOSFODNN7EXAMPLE";
        visit.opens("/console/sessions").posts(&format!("{OWN}/access-keys/{id}/deactivate"), &[]).sees(NotAllowed).shows("iam:UpdateAccessKey");
        visit.opens(&format!("{OWN}/access-keys/{id}/delete")).sees(NotAllowed).shows("iam:ListAccessKeys");
        for none in ["short/delete", "AKIAIOSFODNN7EXAMPLE/burn"] {
            visit.opens(&format!("{OWN}/access-keys/{none}")).sees(NotFound);
        }
    }

    fn a_device_that_a_program_left_is_deleted_so_that_its_name_is_free(w) {
        let keiri = w.account("keiri");
        let taro = keiri.administrator("taro");
        taro.enrols("taro-phone");
        let visit = taro.browser();
        let key = makes_key(visit.opens(OWN).follows(Lang::keys_create));
        let made = program_calls(w, &key, "Action=CreateVirtualMFADevice&Version=2010-05-08&VirtualMFADeviceName=left");
        assert_eq!(made, 200);
        visit.opens(&format!("{OWN}/mfa/new")).fills("name", "left").presses(Lang::next)
            .is_told_at("name", Lang::error_device_exists)
            .follows(Lang::unassigned_open).sees(UnassignedDevices).shows(&keiri.serial("left"));
        assert_eq!(visit.rows().len(), 1, "one's own phone is not among them");
        w.looks_away();
        // The name of a button that says which device it is about.
        visit.presses(|t| t.unassigned_delete("left")).says(|t| t.unassigned_gone("left")).says(Lang::unassigned_empty);
        w.tells(&[&format!("DeleteVirtualMFADevice Success serialNumber={}", keiri.serial("left"))]);
        let phone = visit.opens(&format!("{OWN}/mfa/new")).scans_qr_named("left");
        visit.types_two_consecutive_codes(&phone).says(|t| t.mfa_added("left"));
        // What somebody has by now stays.
        visit.opens("/console/unassigned-devices").posts("/console/unassigned-devices/delete", &[("serial", &keiri.serial("left"))])
            .says(Lang::unassigned_taken);
    }
}
