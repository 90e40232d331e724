//! AWS's wire as HTTP: signatures, clocks, what is asked for, and what never helps.

use testkit::{ADMINISTRATOR, Program, Sent, World, minutes, seconds, story};

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const IAM: &str = "https://iam.amazonaws.com/doc/2010-05-08/";
const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const AWS_FAULT: &str = "http://webservices.amazon.com/AWSFault/2005-15-09";
/// Most bytes of a body.
const BODY_BYTES_MAX: usize = 1024 * 1024;

fn body(program: &Program, service: &str, body: &str) -> testkit::Answered {
    program.sends(&program.signed_body(service, body, body.to_owned()))
}

/// Each byte of the value of a header, changed in its lowest bit.
fn flips(w: &World, sent: &Sent, name: &str) {
    let length = sent.clone().header_mut(name).len();
    for at in 0..length {
        let mut flipped = sent.clone();
        flipped.header_mut(name)[at] ^= 1;
        // Not every byte can be in a header; those that can are refused.
        if let Some(answered) = w.is_sent(&flipped) {
            assert!(
                (400..500).contains(&answered.status()),
                "{name}, byte {at}: {}",
                answered.body()
            );
        }
    }
}

story! {
    fn a_call_is_signed_in_its_header_or_in_its_address(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        for answered in [root.asks("ListUsers", &[]), root.asks_by_address("ListUsers", &[])] {
            answered.succeeds();
            assert_eq!(answered.namespace(), IAM);
        }
        for program in [root.session(), root.with_key(|_| {})] {
            for answered in [program.asks("GetCallerIdentity", &[]), program.asks_by_address("GetCallerIdentity", &[])] {
                answered.succeeds();
                assert_eq!(answered.namespace(), STS);
            }
        }
        // A call that changes something may come in an address as well, as on AWS.
        root.asks_by_address("CreateUser", &[("UserName", "hanako")]).succeeds();
        root.asks("GetUser", &[("UserName", "hanako")]).succeeds();
        // Regions are for the caller to say.
        root.signs_for("ap-northeast-1").asks("ListUsers", &[]).succeeds();
    }

    fn errors_come_in_the_namespace_of_their_service(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let iam = root.asks("GetUser", &[("UserName", "nobody")]);
        assert_eq!(iam.refused("NoSuchEntity", 404).namespace(), IAM);
        let sts = root.asks("GetSessionToken", &[("TokenCode", "123456")]);
        assert_eq!(sts.refused("AccessDenied", 403).namespace(), STS);
        let none = root.asks("NoSuchOperation", &[]);
        assert_eq!(none.refused("InvalidAction", 400).namespace(), AWS_FAULT);
        assert_ne!(iam.request_id(), sts.request_id());
    }

    fn clocks_may_be_five_minutes_apart(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        w.at("2024-07-16T12:00:00Z");
        for ahead in [-300, -1, 0, 1, 300] {
            root.runs_ahead_by(ahead).asks("GetCallerIdentity", &[]).succeeds();
        }
        root.runs_ahead_by(-301).asks("GetCallerIdentity", &[]).refused("SignatureDoesNotMatch", 403)
            .with_text("Signature expired: 20240716T115459Z is now earlier than 20240716T115500Z (20240716T120000Z - 5 min.)");
        root.runs_ahead_by(301).asks("GetCallerIdentity", &[]).refused("SignatureDoesNotMatch", 403)
            .with_text("Signature not yet current: 20240716T120501Z is still later than 20240716T120500Z (20240716T120000Z + 5 min.)");
        // An address lives as long as it was signed for, and can be opened again until then.
        let sent = root.runs_ahead_by(0).presigned("GetCallerIdentity", &[], 3600);
        w.advance(minutes(60));
        root.sends(&sent).succeeds();
        root.sends(&sent).succeeds();
        w.advance(seconds(1));
        root.sends(&sent).refused("SignatureDoesNotMatch", 403)
            .with_text("Signature expired: 20240716T130000Z is now earlier than 20240716T130001Z");
    }

    /// A request that was overheard opens nothing later than five minutes.
    fn a_request_that_is_sent_again_is_good_for_five_minutes_only(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let serial = keiri.serial("phone");
        let code = phone.next_code();
        let sent = hanako.signed("GetSessionToken", &[("SerialNumber", &serial), ("TokenCode", &code)]);
        hanako.sends(&sent).succeeds();
        // The signature is right, the code is used.
        hanako.sends(&sent).refused("AccessDenied", 403);
        w.advance(seconds(301));
        hanako.sends(&sent).refused("SignatureDoesNotMatch", 403);
    }

    fn whoever_does_not_sign_or_signs_wrongly_is_told_so_and_no_more(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let sent = root.signed("ListUsers", &[]);
        let unsigned = sent.clone().without_header("authorization");
        root.sends(&unsigned).refused("MissingAuthenticationToken", 403).with_text("Request is missing Authentication Token");
        assert_eq!(root.sends(&unsigned).namespace(), IAM);

        let unknown = root.with_key(|key| key.id = "AKIAQAAAAAAAAAAAAAAA".into());
        unknown.asks("ListUsers", &[]).refused("InvalidClientTokenId", 403).with_text("The security token included in the request is invalid.");
        for id in ["AKIA", "x", "あ", "AKIAQAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAA"] {
            let status = root.with_key(|key| key.id = id.into()).asks("ListUsers", &[]).status();
            assert!((400..500).contains(&status), "{id}: {status}");
        }
        root.with_key(|key| key.secret = "(fake) a wrong secret".into()).asks("ListUsers", &[])
            .refused("SignatureDoesNotMatch", 403).with_text(MISMATCH);

        // Sent by another host, or with another body, than was signed.
        let mut elsewhere = sent.clone();
        *elsewhere.header_mut("host") = b"elsewhere.example".to_vec();
        root.sends(&elsewhere).refused("SignatureDoesNotMatch", 403).with_text(MISMATCH);
        let mut other = sent.clone();
        other.body.push_str("&PathPrefix=%2F");
        root.sends(&other).refused("SignatureDoesNotMatch", 403).with_text(MISMATCH);
        let mut other = sent.clone();
        "/?x=1".clone_into(&mut other.target);
        root.sends(&other).refused("SignatureDoesNotMatch", 403).with_text(MISMATCH);

        // `host` left out of what is signed.
        let mut hostless = sent.clone();
        let named = String::from_utf8(hostless.header_mut("authorization").clone()).expect("ASCII");
        *hostless.header_mut("authorization") = named.replace(";host;", ";").into_bytes();
        root.sends(&hostless).refused("SignatureDoesNotMatch", 403)
            .with_text("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        // What decides must not come twice.
        for name in ["authorization", "host", "x-amz-date"] {
            let value = String::from_utf8(sent.clone().header_mut(name).clone()).expect("ASCII");
            let status = root.sends(&sent.clone().and_header(name, &value)).status();
            assert!((400..500).contains(&status), "{name}: {status}");
        }
        // A token that nobody signed.
        let token = root.session().key().token.clone().expect("a token");
        let status = root.sends(&sent.clone().and_header("x-amz-security-token", &token)).status();
        assert_eq!(status, 403);
        root.sends(&sent).succeeds();
    }

    fn a_signature_is_for_the_service_that_is_asked(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.sends(&root.signed_as("sts", "ListUsers", &[])).refused("InvalidAction", 400);
        root.sends(&root.signed_as("iam", "GetCallerIdentity", &[])).refused("InvalidAction", 400);
        root.sends(&root.signed_as("s3", "ListUsers", &[])).refused("SignatureDoesNotMatch", 403)
            .with_text("Credential should be scoped to correct service: 'iam'. ");
        body(&root, "s3", "Action=ListBuckets&Version=2006-03-01").refused("NotImplemented", 501)
            .with_text("The service s3 is not implemented by this server.");
        body(&root, "ec2", "Action=DescribeRegions&Version=2016-11-15").refused("NotImplemented", 501);
    }

    fn what_is_not_asked_rightly_is_named(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let table = [
            ("iam", "", "MissingAction", 400, None),
            ("iam", "Version=2010-05-08", "MissingAction", 400, None),
            ("iam", "Action=NoSuch&Version=2010-05-08", "InvalidAction", 400, Some("Could not find operation NoSuch for version 2010-05-08")),
            ("iam", "Action=ListUsers", "InvalidAction", 400, Some("Could not find operation ListUsers for version NO_VERSION_SPECIFIED")),
            ("iam", "Action=ListUsers&Version=2011-06-15", "InvalidAction", 400, None),
            ("iam", "Action=listusers&Version=2010-05-08", "InvalidAction", 400, None),
            ("iam", "Action=CreateSAMLProvider&Version=2010-05-08", "NotImplemented", 501, Some("The operation CreateSAMLProvider of iam is not implemented by this server.")),
            ("sts", "Action=AssumeRoleWithSAML&Version=2011-06-15", "NotImplemented", 501, Some("The operation AssumeRoleWithSAML of sts is not implemented by this server.")),
            ("iam", "Action=GetUser&Version=2010-05-08&UserName=%FF", "MalformedInput", 400, None),
            ("iam", "Action=ListUsers&Version=2010-05-08&MaxItems=ten", "MalformedInput", 400, None),
            ("iam", "Action=ListUsers&Version=2010-05-08&MaxItems=0", "ValidationError", 400, None),
            ("iam", "Action=TagUser&Version=2010-05-08&UserName=x&Tags.member.0.Key=a&Tags.member.0.Value=b", "MalformedInput", 400, Some("0 is not a valid index")),
        ];
        for (service, asked, code, status, text) in table {
            let answered = body(&root, service, asked);
            answered.refused(code, status);
            if let Some(text) = text { answered.with_text(text); }
        }
        // The first value counts, and what is unknown is ignored.
        body(&root, "iam", "Action=ListUsers&Action=NoSuch&Version=2010-05-08&Unknown=1").succeeds();
    }

    /// Who does not sign learns nothing about what is served, beyond what is written in public.
    fn the_signature_is_asked_for_before_the_parameters_are_looked_at(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program().with_key(|key| key.secret = "(fake) a wrong secret".into());
        for (operation, params) in [("GetUser", [("UserName", "nobody")]), ("ListUsers", [("MaxItems", "0")]), ("GetUser", [("UserName", "")])] {
            root.asks(operation, &params).refused("SignatureDoesNotMatch", 403);
        }
    }

    fn a_body_has_a_mebibyte_and_no_more(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        let asked = "Action=ListUsers&Version=2010-05-08&Unknown=";
        let longest = format!("{asked}{}", "x".repeat(BODY_BYTES_MAX - asked.len()));
        body(&root, "iam", &longest).succeeds();
        let answered = root.sends(&root.signed_body("iam", "too long", format!("{longest}x")));
        assert_eq!((answered.status(), answered.body()), (413, ""));
    }

    /// SE-2: only the signature says who calls.
    fn se_2_a_cookie_of_the_console_opens_nothing_on_the_wire(w) {
        let keiri = w.account_with_key("keiri");
        let visit = keiri.owner().signs_in_with_password();
        let session = visit.cookie("session").expect("a session");
        let root = keiri.program();
        let cookies = format!("sekisho-session={session}; __Host-sekisho-session={session}");
        let sent = root.signed("ListUsers", &[]);
        root.sends(&sent.clone().without_header("authorization").and_header("cookie", &cookies))
            .refused("MissingAuthenticationToken", 403);
        // And beside a signature it changes nothing.
        let (_, nobody) = keiri.with_key("nobody", &[]);
        nobody.sends(&nobody.signed("ListUsers", &[]).and_header("cookie", &cookies)).refused("AccessDenied", 403);
        root.sends(&sent.and_header("cookie", "sekisho-session=nonsense")).succeeds();
    }

    /// SE-8: no page of somebody else may read an answer. (Every answer is checked for it.)
    fn se_8_another_sites_origin_is_granted_nothing(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        root.sends(&root.signed("ListUsers", &[]).and_header("origin", "https://evil.example")).succeeds();
        let mut preflight = root.signed("ListUsers", &[]).and_header("origin", "https://evil.example")
            .and_header("access-control-request-method", "POST").without_header("authorization");
        preflight.method = http::Method::OPTIONS;
        let answered = root.sends(&preflight);
        assert!(answered.status() >= 400, "{}", answered.status());
    }

    fn a_signed_request_of_which_one_bit_is_changed_is_refused(w) {
        let keiri = w.account_with_key("keiri");
        let session = keiri.program().session();
        for sent in [keiri.program().signed("GetCallerIdentity", &[]), session.signed("GetCallerIdentity", &[])] {
            keiri.program().sends(&sent).succeeds();
            let names: Vec<String> = sent.headers.iter().map(|(name, _)| name.clone()).collect();
            for name in names {
                flips(w, &sent, &name);
            }
            for at in 0..sent.body.len() {
                let mut flipped = sent.clone();
                let mut bytes = sent.body.clone().into_bytes();
                bytes[at] ^= 1;
                flipped.body = String::from_utf8(bytes).expect("ASCII stays ASCII");
                let status = w.is_sent(&flipped).map(|answered| answered.status());
                assert!(status.is_some_and(|status| (400..500).contains(&status) || status == 501), "byte {at}: {status:?}");
            }
        }
        // The same of an address.
        let sent = keiri.program().presigned("GetCallerIdentity", &[], 60);
        for at in 2..sent.target.len() {
            let mut flipped = sent.clone();
            let mut bytes = sent.target.clone().into_bytes();
            bytes[at] ^= 1;
            flipped.target = String::from_utf8(bytes).expect("ASCII stays ASCII");
            if let Some(answered) = w.is_call(&flipped) {
                assert!(answered.status() >= 400, "byte {at}: {}", flipped.target);
            }
        }
    }
}
