//! The cases of `vectors/policy` that a real call can be: the policies are put on a real user or role,
//! and whoever the case speaks of really asks.

use std::path::Path;

use policy::Ruling;
use serde_json::Value;
use service::Refusal;
use service::ops::users::ListUsers;
use testkit::{Account, Ground, Person, Program, World, seconds};

/// The account and the user of the corpus, whose names are other ones here.
const ACCOUNT: &str = "123456789012";
const USER_ID: &str = "AIDAHANAKO";
/// What every caller of these cases brings, so that a policy may ask about it.
const ASKED: [&str; 3] = [
    "aws:username",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
];
/// How long ago the MFA of the corpus was.
const AGE_SECONDS: i64 = 120;
const AGE: &str = "120";

/// Who can ask for real.
enum Caller {
    Key,
    SessionWithCode,
    Role,
    ConsoleWithPassword,
    ConsoleWithMfa,
}

/// Those of a case, if there are any who bring just what the case's context holds.
fn caller(case: &Value) -> Option<Caller> {
    let context = &case["context"];
    let has = |key: &str| context.get(key).is_some();
    let name = case["name"].as_str()?;
    let kind = case["principal"]["kind"].as_str().unwrap_or("user");
    let layers = case["policies"].as_object()?;
    if !layers
        .keys()
        .all(|layer| layer == "identity" || layer == "boundary")
        || !asks_what_is_there(case)
    {
        return None;
    }
    let own = ["AIDAHANAKO", ""].contains(&case["principal"]["id"].as_str().unwrap_or(""));
    match kind {
        "roleSession" if context["aws:MultiFactorAuthPresent"] != "true" => Some(Caller::Role),
        "user" if name.ends_with("a console session with MFA") => Some(Caller::ConsoleWithMfa),
        "user" if name.ends_with("a console session with a password only") => {
            Some(Caller::ConsoleWithPassword)
        }
        "user" if context["aws:MultiFactorAuthAge"] == AGE => Some(Caller::SessionWithCode),
        "user" if own && !has("aws:MultiFactorAuthPresent") && !has("aws:MultiFactorAuthAge") => {
            Some(Caller::Key)
        }
        _ => None,
    }
}

/// Whether the policies of a case ask about nothing that a real call brings and the case does not.
fn asks_what_is_there(case: &Value) -> bool {
    let context = &case["context"];
    let mut known = context.as_object().into_iter().flatten();
    let fits = |(key, value): (&String, &Value)| match key.as_str() {
        "aws:username" => value == "hanako",
        "aws:MultiFactorAuthPresent" | "aws:MultiFactorAuthAge" | "aws:TokenIssueTime" => true,
        _ => false,
    };
    let is_user = case["principal"]["kind"] != "roleSession";
    let lists = [&case["policies"]["identity"], &case["policies"]["boundary"]];
    let text = lists.map(Value::to_string).concat().to_lowercase();
    let asks_name = text.contains("aws:username");
    let keys = text.match_indices("aws:").map(|(at, _)| &text[at..]);
    known.all(fits)
        && !text.contains("example:")
        && (!asks_name || is_user == context.get("aws:username").is_some())
        && keys
            .filter(|rest| !rest.starts_with("aws:iam:") && !rest.starts_with("aws:sts:"))
            .all(|rest| ASKED.iter().any(|key| rest.starts_with(key)))
}

/// Hanako at all her doors, and the role that she takes on.
struct Scene {
    root: Program,
    hanako: Person,
    /// Somebody without a device, who comes in with a password.
    taro: Person,
    id: String,
    key: Program,
    session: Program,
    role: Program,
    account: Account,
}

impl Scene {
    fn new(w: &World) -> Self {
        let account = w.account_with_key("keiri");
        let root = account.program();
        let (hanako, key) = account.with_key("hanako", &[]);
        let id = root
            .asks("GetUser", &[("UserName", "hanako")])
            .text("UserId");
        let phone = root.enrols("hanako", "phone");
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{}:user/hanako"}},"Action":"sts:AssumeRole"}}}}"#,
            account.id()
        );
        let made = [("RoleName", "audit"), ("AssumeRolePolicyDocument", &trust)];
        let arn = root.asks("CreateRole", &made).succeeds().text("Arn");
        let taken = key.asks(
            "AssumeRole",
            &[("RoleArn", &arn), ("RoleSessionName", "hanako")],
        );
        let role = key.session_of(taken.succeeds());
        hanako.signs_in_with(&phone);
        let taro = account.person("taro", &[]);
        taro.signs_in_with_password();
        let session = key.session_with(&phone);
        w.advance(seconds(AGE_SECONDS));
        Self {
            root,
            hanako,
            taro,
            id,
            key,
            session,
            role,
            account,
        }
    }

    /// What a case comes to.
    fn decides(&self, case: &Value, caller: &Caller) -> Option<String> {
        let owner = match caller {
            Caller::Role => ("Role", "RoleName", "audit"),
            Caller::ConsoleWithPassword => ("User", "UserName", "taro"),
            _ => ("User", "UserName", "hanako"),
        };
        let request = (
            case["request"]["action"].as_str()?,
            case["request"]["resource"].as_str()?,
        );
        let operation = match request {
            // The real call is about the users of the account, which a case about `*` tells apart.
            ("iam:ListUsers", "*") if !case["policies"].to_string().contains(":user/") => {
                "ListUsers"
            }
            ("iam:GetUser", "arn:aws:iam::123456789012:user/hanako") => "GetUser",
            _ => return None,
        };
        let console = match caller {
            Caller::ConsoleWithMfa => Some(&self.hanako),
            Caller::ConsoleWithPassword => Some(&self.taro),
            _ => None,
        };
        if console.is_some() && operation != "ListUsers" {
            return None;
        }
        self.gives(owner, case);
        let decision = match console {
            Some(person) => decided_in_the_console(person),
            None => self.wire(caller, operation),
        };
        self.takes_away(owner, case);
        Some(decision)
    }

    fn wire(&self, caller: &Caller, operation: &str) -> String {
        let program = match caller {
            Caller::SessionWithCode => &self.session,
            Caller::Role => &self.role,
            _ => &self.key,
        };
        let about = [("UserName", "hanako")];
        let params = if operation == "GetUser" {
            &about[..]
        } else {
            &[]
        };
        let answered = program.asks(operation, params);
        match answered.status() {
            200 => "allowed",
            _ if answered
                .refused("AccessDenied", 403)
                .message()
                .contains("an explicit deny") =>
            {
                "explicitDeny"
            }
            _ => "implicitDeny",
        }
        .to_owned()
    }

    fn document(&self, policy: &Value) -> String {
        let text = policy["document"].to_string();
        text.replace(ACCOUNT, self.account.id().as_str())
            .replace(USER_ID, &self.id)
    }

    fn gives(&self, (kind, parameter, name): (&str, &str, &str), case: &Value) {
        for policy in case["policies"]["identity"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let document = self.document(policy);
            let put = format!("Put{kind}Policy");
            let params = [
                (parameter, name),
                ("PolicyName", policy["name"].as_str().unwrap_or("p")),
                ("PolicyDocument", &document),
            ];
            self.root.asks(&put, &params).succeeds();
        }
        if case["policies"]["boundary"].is_object() {
            let document = self.document(&case["policies"]["boundary"]);
            let made = [("PolicyName", "boundary"), ("PolicyDocument", &document)];
            self.root.asks("CreatePolicy", &made).succeeds();
            let put = format!("Put{kind}PermissionsBoundary");
            let params = [(parameter, name), ("PermissionsBoundary", &self.boundary())];
            self.root.asks(&put, &params).succeeds();
        }
    }

    fn takes_away(&self, (kind, parameter, name): (&str, &str, &str), case: &Value) {
        for policy in case["policies"]["identity"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let delete = format!("Delete{kind}Policy");
            let params = [
                (parameter, name),
                ("PolicyName", policy["name"].as_str().unwrap_or("p")),
            ];
            self.root.asks(&delete, &params).succeeds();
        }
        if case["policies"]["boundary"].is_object() {
            let delete = format!("Delete{kind}PermissionsBoundary");
            self.root.asks(&delete, &[(parameter, name)]).succeeds();
            self.root
                .asks("DeletePolicy", &[("PolicyArn", &self.boundary())])
                .succeeds();
        }
    }

    fn boundary(&self) -> String {
        format!("arn:aws:iam::{}:policy/boundary", self.account.id())
    }
}

fn decided_in_the_console(person: &Person) -> String {
    let asks = ListUsers {
        prefix: String::new(),
        path_prefix: "/".to_owned(),
        after: None,
        limit: 1,
    };
    match person.browser().asks_service(&asks) {
        Ok(_) => "allowed",
        Err(Refusal::AccessDenied { ruling, .. })
            if matches!(*ruling, Ruling::ExplicitDeny { .. }) =>
        {
            "explicitDeny"
        }
        Err(_) => "implicitDeny",
    }
    .to_owned()
}

/// The cases of the corpus, each with its file.
pub(crate) fn corpus() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/policy");
    let mut cases = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the corpus is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let file: Value = serde_json::from_str(&text).expect("it is JSON");
        let name = path.display().to_string();
        let own = file["cases"].as_array().cloned().unwrap_or_default();
        cases.extend(own.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

#[test]
fn the_corpus_of_decisions_comes_out_the_same_by_real_calls() {
    let w = World::new(Ground::Memory, "corpus-by-calls");
    let scene = Scene::new(&w);
    let mut asked = 0;
    let mut wrong = Vec::new();
    for (file, case) in corpus() {
        let Some(caller) = caller(&case) else {
            continue;
        };
        let Some(decision) = scene.decides(&case, &caller) else {
            continue;
        };
        asked += 1;
        let expected = &case["expected"]["decision"];
        if expected != &Value::from(decision.as_str()) {
            wrong.push(format!(
                "{file}: {}: {decision}, not {expected}",
                case["name"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(asked >= 110, "{asked} cases");
}
