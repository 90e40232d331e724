//! IAM > Access management > Users: the list, with who has MFA and who lacks it.

use crate::csv;
use crate::visit::{Answered, Stop, Visit, page, with_fields};
use askama::Template;
use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rules::typed::tidy;
use serde::Deserialize;
use service::ops::users::{ListUsers, PAGE_MAX, UserView};

use super::devices::{path_segment, sample};
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted, When};

/// The list of users.
#[derive(Template)]
#[template(path = "console/users.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// What the names shown begin with; empty for all.
    pub search: String,
    /// The users of this page of the list, by name.
    pub rows: Vec<Row>,
    /// The address of the next page of the list, if there is one.
    pub next: Option<String>,
    /// The address of the first page, if this is a later one.
    pub first: Option<String>,
    /// Whether a user may be created.
    pub create: Permitted,
}

/// A user in the list.
#[derive(Clone)]
pub struct Row {
    /// The user's name.
    pub name: String,
    /// How many devices the user has.
    pub devices: u64,
    /// Whether there is a console password.
    pub console: Console,
    /// When the user last signed in.
    pub last_sign_in: Option<When>,
    /// When the user was made.
    pub created: When,
}

/// A user's way into the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Console {
    /// A password is set.
    Enabled,
    /// None is: the user cannot sign in here.
    Disabled,
}

impl Page {
    /// Whether the account has no user at all, as far as this page knows.
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.search.is_empty() && self.first.is_none()
    }

    fn count(&self) -> u64 {
        self.rows.len() as u64
    }
}

impl Row {
    fn address(&self) -> String {
        format!("/console/users/{}", path_segment(&self.name))
    }

    fn signs_in(&self) -> bool {
        self.console == Console::Enabled
    }
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let row = |name: &str, devices, console| Row {
        name: name.to_owned(),
        devices,
        console,
        last_sign_in: (devices > 0).then(|| sample::when("2026-11-23 23:58")),
        created: sample::when("2026-11-02 09:15"),
    };
    let page = |rows| Page {
        layout: gallery::root(t, "/console/users"),
        search: String::new(),
        rows,
        next: None,
        first: None,
        create: Permitted::Yes(()),
    };
    let some = vec![
        row("batch-nightly", 0, Console::Disabled),
        row("hanako", 2, Console::Enabled),
        row("jiro", 0, Console::Enabled),
        row("taro.yamada+keiri=a,b@example.co.jp", 1, Console::Enabled),
    ];
    let mut many = page(
        (0..50)
            .map(|n| row(&format!("user-{n:02}"), n % 3, Console::Enabled))
            .collect(),
    );
    many.search = String::from("user");
    many.next = Some("/console/users?search=user&after=user-49".to_owned());
    many.first = Some("/console/users?search=user".to_owned());
    many.layout.path = String::from("/console/users?search=user&after=t");
    let mut nobody_found = page(Vec::new());
    nobody_found.search = String::from("花子");
    let mut limited = page(some.clone());
    limited.create = Permitted::Lacks("iam:CreateUser");
    let mut deleted = page(some.clone());
    deleted.layout.flash = Some(Notice::done(t.user_deleted("saburo")));
    vec![
        ("empty", page(Vec::new())),
        ("typical", page(some)),
        ("deleted", deleted),
        ("many", many),
        ("nobody-found", nobody_found),
        ("limited", limited),
    ]
}

/// Which part of the list.
#[derive(Deserialize)]
pub(crate) struct Part {
    #[serde(default)]
    search: String,
    after: Option<String>,
}

/// `GET /console/users`.
pub(crate) async fn show(visit: Visit, Query(part): Query<Part>) -> Answered {
    let signed = visit.signed_in().await?;
    let search = tidy(&part.search);
    let listed = visit
        .ask(&ListUsers {
            prefix: search.clone(),
            path_prefix: "/".to_owned(),
            limit: PAGE_MAX,
            after: part.after.clone(),
        })
        .await?;
    let [create] = visit.may([("iam:CreateUser", None)]).await?;
    let last = listed.items.last().map(|view| view.user.name.to_string());
    let next = last
        .filter(|_| listed.more)
        .map(|last| with_fields("/console/users", &[("search", &search), ("after", &last)]));
    let first = part
        .after
        .map(|_| with_fields("/console/users", &[("search", &search)]));
    let rows = listed.items.iter().map(|view| row(&visit, view)).collect();
    page(&Page {
        layout: visit.frame(&signed),
        search,
        rows,
        next,
        first,
        create,
    })
}

fn row(visit: &Visit, view: &UserView) -> Row {
    let credentials = &view.user.credentials;
    Row {
        name: view.user.name.to_string(),
        devices: credentials.devices.len() as u64,
        console: if credentials.password.is_some() {
            Console::Enabled
        } else {
            Console::Disabled
        },
        last_sign_in: view.password_last_used.map(|at| visit.when(at)),
        created: visit.when(view.user.created_at),
    }
}

/// `GET /console/users.csv`: all users, for a spreadsheet.
pub(crate) async fn download(visit: Visit) -> Answered {
    let t = visit.t;
    let head = [
        t.user_name(),
        t.user_arn(),
        t.users_column_mfa(),
        t.users_column_console(),
        t.users_column_last_sign_in(),
        t.users_column_created(),
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let mut after = None;
    loop {
        let listed = visit
            .ask(&ListUsers {
                prefix: String::new(),
                path_prefix: "/".to_owned(),
                limit: PAGE_MAX,
                after,
            })
            .await?;
        rows.extend(listed.items.iter().map(|view| cells(&visit, view)));
        after = listed.items.last().map(|view| view.user.name.to_string());
        if !listed.more {
            break;
        }
    }
    let headers = [
        (CONTENT_TYPE, csv::CONTENT_TYPE),
        (CONTENT_DISPOSITION, "attachment; filename=\"users.csv\""),
    ];
    Ok::<_, Stop>((headers, csv::table(&rows)).into_response())
}

fn cells(visit: &Visit, view: &UserView) -> Vec<String> {
    let (t, user) = (visit.t, &view.user);
    let console = if user.credentials.password.is_some() {
        t.users_console_enabled()
    } else {
        t.users_console_disabled()
    };
    vec![
        user.name.to_string(),
        user.arn(),
        user.credentials.devices.len().to_string(),
        console.to_owned(),
        view.password_last_used
            .map_or_else(String::new, |at| visit.when(at).text),
        visit.when(user.created_at).text,
    ]
}
