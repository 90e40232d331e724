//! Sessions of programs: how long they live, what kills them, and what never brings them back.

use testkit::page::*;
use testkit::{ADMINISTRATOR, Lang, MANAGES_OWN, Program, days, hours, minutes, seconds, story};

const INVALID: &str = "The security token included in the request is invalid.";
const EXPIRED: &str = "The security token included in the request is expired";

fn lives(program: &Program) {
    program.asks("GetCallerIdentity", &[]).succeeds();
}

fn is_dead(program: &Program) {
    program
        .asks("GetCallerIdentity", &[])
        .refused("InvalidClientTokenId", 403)
        .with_text(INVALID);
}

story! {
    fn a_session_lives_as_long_as_was_asked_for_and_not_a_second_longer(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        for (asked, lasts) in [(Some("900"), 900), (None, 43_200), (Some("129600"), 129_600)] {
            let params: Vec<_> = asked.map(|asked| ("DurationSeconds", asked)).into_iter().collect();
            let made = hanako.asks("GetSessionToken", &params);
            made.succeeds().says("Expiration", &(w.now() + seconds(lasts)).to_string());
            let session = hanako.session_of(&made);
            w.advance(seconds(lasts - 1));
            lives(&session);
            w.advance(seconds(1));
            session.asks("GetCallerIdentity", &[]).refused("ExpiredToken", 403).with_text(EXPIRED);
            // Expired is said before the signature is looked at.
            session.with_key(|key| key.secret = "(fake) wrong".into()).asks("GetCallerIdentity", &[]).refused("ExpiredToken", 403);
        }
        for asked in ["899", "129601", "0", "-1"] {
            hanako.asks("GetSessionToken", &[("DurationSeconds", asked)]).refused("ValidationError", 400);
        }
    }

    fn what_root_asks_for_beyond_an_hour_is_an_hour(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for asked in ["3600", "43200", "129600"] {
            root.asks("GetSessionToken", &[("DurationSeconds", asked)]).succeeds().says("Expiration", &(w.now() + hours(1)).to_string());
        }
        root.asks("GetSessionToken", &[]).succeeds().says("Expiration", &(w.now() + hours(1)).to_string());
        root.asks("GetSessionToken", &[("DurationSeconds", "900")]).succeeds().says("Expiration", &(w.now() + minutes(15)).to_string());
    }

    fn a_token_opens_with_its_own_key_only_and_only_as_it_was_given(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let (session, other) = (hanako.session(), hanako.session());
        let token = session.key().token.clone().expect("a session has a token");
        let theirs = other.key().token.clone();
        // Another session's token, none, cut, longer, and each letter changed.
        is_dead(&session.with_key(|key| key.token = theirs));
        is_dead(&session.with_key(|key| key.token = None));
        is_dead(&session.with_key(|key| hanako.key_id().clone_into(&mut key.id)));
        for length in [0, 1, token.len() / 2, token.len() - 1] {
            session.with_key(|key| key.token = Some(token[..length].to_owned()))
                .asks("GetCallerIdentity", &[]).refused("InvalidClientTokenId", 403);
        }
        is_dead(&session.with_key(|key| key.token = Some(format!("{token}A"))));
        for at in 0..token.len() {
            let mut letters = token.clone().into_bytes();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(letters).expect("ASCII");
            is_dead(&session.with_key(|key| key.token = Some(changed)));
        }
        // A long-term key with somebody's token is not that somebody.
        is_dead(&hanako.with_key(|key| key.token = Some(token.clone())));
        lives(&session);
        session.with_key(|key| key.secret = "(fake) not its secret".into()).asks("GetCallerIdentity", &[]).refused("SignatureDoesNotMatch", 403);
    }

    fn se_5_a_changed_password_ends_the_sessions_and_not_the_key(w) {
        let keiri = w.account_with_key("keiri");
        let (person, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        person.signs_in_with(&phone).opens("/console/security-credentials/password").fills("current", &person.password())
            .fills("password", "(fake) entirely new words").fills("password_again", "(fake) entirely new words")
            .presses(Lang::change_button).sees(SecurityCredentials);
        is_dead(&session);
        lives(&hanako);
        // The same by the wire, and by an administrator.
        let session = hanako.session();
        hanako.asks("ChangePassword", &[("OldPassword", "(fake) entirely new words"), ("NewPassword", "(fake) words by the wire")]).succeeds();
        is_dead(&session);
        let session = hanako.session();
        keiri.program().asks("UpdateLoginProfile", &[("UserName", "hanako"), ("Password", "(fake) words by root")]).succeeds();
        is_dead(&session);
        let session = hanako.session();
        keiri.program().asks("DeleteLoginProfile", &[("UserName", "hanako")]).succeeds();
        is_dead(&session);
        lives(&hanako.session());
    }

    fn se_5_a_device_that_is_taken_away_ends_the_sessions_and_another_one_does_not(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        session.enrols("hanako", "tablet");
        lives(&session);
        keiri.program().asks("DeactivateMFADevice", &[("UserName", "hanako"), ("SerialNumber", &keiri.serial("tablet"))]).succeeds();
        is_dead(&session);
        lives(&hanako.session_with(&phone));
    }

    fn se_5_a_deleted_user_is_out_and_a_new_one_of_the_same_name_does_not_bring_them_back(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        let hanako = root.makes_key_for("hanako");
        let session = hanako.session();
        lives(&session);
        root.asks("DeleteAccessKey", &[("UserName", "hanako"), ("AccessKeyId", hanako.key_id())]).succeeds();
        // The session stands on the person and not on the key, as on AWS.
        lives(&session);
        root.asks("DeleteUser", &[("UserName", "hanako")]).succeeds();
        is_dead(&session);
        is_dead(&hanako);
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        is_dead(&session);
        is_dead(&hanako);
        w.restarts();
        is_dead(&session);
        lives(&root.makes_key_for("hanako").session());
    }

    fn a_session_is_the_person_also_under_a_new_name(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        root.asks("UpdateUser", &[("UserName", "hanako"), ("NewUserName", "yamada")]).succeeds();
        session.asks("GetUser", &[]).succeeds().says("UserName", "yamada");
        root.asks("CreateUser", &[("UserName", "hanako")]).succeeds();
        session.asks("GetCallerIdentity", &[]).succeeds().says("Arn", &format!("arn:aws:iam::{}:user/yamada", keiri.id()));
    }

    fn sessions_outlive_a_restart(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let session = hanako.session_with(&phone);
        w.restarts();
        session.asks("GetUser", &[]).succeeds();
        w.advance(hours(11));
        w.restarts();
        lives(&session);
    }

    fn two_servers_over_one_database_know_the_same_sessions_codes_and_keys(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let first = hanako.session_with(&phone);
        let code = phone.next_code();
        let mut second = None;
        w.in_another_server(|| {
            lives(&first);
            hanako.gives(&phone, &code).succeeds();
            // The key of the next day is made here.
            w.advance(days(1));
            second = Some(hanako.session());
        });
        lives(&second.expect("a session"));
        lives(&hanako.session());
        hanako.gives(&phone, &code).refused("AccessDenied", 403);
        first.asks("GetCallerIdentity", &[]).refused("ExpiredToken", 403);
        let off = [("UserName", "hanako"), ("AccessKeyId", hanako.key_id()), ("Status", "Inactive")];
        w.in_another_server(|| {
            keiri.program().asks("UpdateAccessKey", &off).succeeds();
        });
        is_dead(&hanako);
    }

    /// The key of a day is kept for three days, longer than the longest session.
    fn the_keys_of_tokens_change_each_day_and_no_session_suffers_from_it(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[MANAGES_OWN]);
        let longest = || hanako.session_of(&hanako.asks("GetSessionToken", &[("DurationSeconds", "129600")]));
        w.at("2024-07-16T23:59:59Z");
        let before = longest();
        w.advance(seconds(2));
        let after = longest();
        w.advance(hours(35));
        w.purges();
        lives(&before);
        lives(&after);
        // A clock that is set back a little ends nothing either.
        w.at("2024-07-16T23:59:58Z");
        lives(&after);
        w.at("2024-07-19T23:59:59Z");
        assert_eq!(w.purges(), 0);
        before.asks("GetCallerIdentity", &[]).refused("ExpiredToken", 403);
        w.advance(seconds(1));
        assert_eq!(w.purges(), 1, "the key of the first day is forgotten");
        w.restarts();
        is_dead(&before);
        lives(&longest());
        w.advance(days(3));
        lives(&longest());
    }

    fn the_secret_of_a_session_is_its_own(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let sessions: Vec<_> = (0..3).map(|_| hanako.session()).collect();
        for (at, session) in sessions.iter().enumerate() {
            assert_eq!(session.key().secret.len(), 40);
            for other in &sessions[..at] {
                assert_ne!(session.key().secret, other.key().secret);
                assert_ne!(session.key_id(), other.key_id());
            }
        }
    }
}
