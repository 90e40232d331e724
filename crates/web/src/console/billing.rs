//! Billing: what the account says of itself for the books, what it used each month, and who sees it.

use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use rules::{BillingProfile, Email, IamAccess, Usage};
use service::ops::billing::{GetBillingProfile, GetUsage};
use service::ops::sessions::SignedIn;

use crate::csv;
use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Notice, Permitted};
use crate::visit::{Answered, Stop, Visit, page};

/// Billing.
#[derive(Template)]
#[template(path = "console/billing.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// The billing profile: names and values, of which an empty one is not set.
    pub profile: Permitted<Vec<(&'static str, String)>>,
    /// Whether the profile may be edited.
    pub edit: Editing,
    /// What was used, the month that runs first.
    pub usage: Permitted<Vec<Row>>,
    /// What IAM access is set to, in words, for root, who alone sets it.
    pub iam: Option<&'static str>,
}

/// Whether somebody may edit the billing profile, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editing {
    /// They may.
    Yes,
    /// Root, without MFA in the session.
    NeedsMfa,
    /// Root has not opened it to anybody else.
    RootOnly,
    /// This action is missing.
    Lacks(&'static str),
}

/// What was used in a month.
pub struct Row {
    /// Which month, as `2024-07`.
    pub month: String,
    /// Whether it runs.
    pub running: bool,
    /// How many people were there.
    pub active_users: u64,
    /// Sign-ins.
    pub sign_ins: u64,
    /// MFA checks, in words.
    pub mfa_checks: String,
    /// API calls, in words.
    pub calls: String,
    /// Mails.
    pub mails: u64,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let months = ["2024-07", "2024-06", "2024-05"];
    let rows = |used: u64| {
        let row = |(back, month): (usize, &&str)| Row {
            month: (*month).to_owned(),
            running: back == 0,
            active_users: used * 37,
            sign_ins: used * 1204,
            mfa_checks: t.billing_split((used * 1190).to_string(), (used * 31).to_string()),
            calls: t.billing_split((used * 1_204_118).to_string(), (used * 902).to_string()),
            mails: used * 214,
        };
        Permitted::Yes(months.iter().enumerate().map(row).collect())
    };
    let values = [
        "株式会社関所サンプル",
        "100-0001",
        "東京都千代田区千代田一丁目1番1号 関所ビル 12 階",
        "JP",
        "T7000012050002",
        "経理 花子",
        "keiri@example.co.jp",
        "+81 3 1234 5678",
        "JPY",
        "部門コード 4711、発注番号 PO-2024-0716",
    ];
    let full = labels(t).into_iter().zip(values.map(str::to_owned));
    let empty = labels(t).into_iter().map(|label| (label, String::new()));
    let page = |profile: Vec<(&'static str, String)>, used| Page {
        layout: gallery::root(t, ADDRESS),
        profile: Permitted::Yes(profile),
        edit: Editing::Yes,
        usage: rows(used),
        iam: Some(in_words(t, IamAccess::Deactivated)),
    };
    let full: Vec<_> = full.collect();
    let mut saved = page(full.clone(), 1);
    saved.layout.flash = Some(Notice::done(t.billing_saved()));
    saved.iam = Some(in_words(t, IamAccess::Edit));
    let mut without_mfa = page(full.clone(), 1);
    without_mfa.edit = Editing::NeedsMfa;
    let mut user = page(full, 1);
    user.layout = gallery::user(t, ADDRESS);
    user.edit = Editing::RootOnly;
    user.iam = None;
    let mut limited = page(Vec::new(), 1);
    limited.layout = gallery::user(t, ADDRESS);
    limited.profile = Permitted::Lacks(SEES_PROFILE);
    limited.edit = Editing::Lacks(EDITS);
    limited.iam = None;
    vec![
        ("empty", page(empty.collect(), 0)),
        ("saved", saved),
        ("without-mfa", without_mfa),
        ("user", user),
        ("limited", limited),
    ]
}

/// Where the page stands.
pub(super) const ADDRESS: &str = "/console/billing";
/// The action of seeing the profile.
const SEES_PROFILE: &str = "billing:GetBillingDetails";
/// The action of seeing the usage.
const SEES_USAGE: &str = "billing:GetBillingData";
/// The action of editing the profile.
const EDITS: &str = "billing:UpdateBillingPreferences";
/// How many months are shown and downloaded.
const MONTHS: u16 = 12;

/// The profile's fields, in their order.
fn labels(t: Lang) -> [&'static str; 10] {
    [
        t.billing_company(),
        t.billing_postal_code(),
        t.billing_address(),
        t.billing_country(),
        t.billing_tax_number(),
        t.billing_contact_name(),
        t.billing_contact_email(),
        t.billing_contact_phone(),
        t.billing_currency(),
        t.billing_payment_note(),
    ]
}

fn values(profile: BillingProfile) -> [String; 10] {
    [
        profile.company,
        profile.postal_code,
        profile.address,
        profile.country,
        profile.tax_number,
        profile.contact_name,
        profile
            .contact_email
            .as_ref()
            .map_or_else(String::new, Email::to_string),
        profile.contact_phone,
        profile.currency,
        profile.payment_note,
    ]
}

/// What the switches are set to.
pub(crate) const fn in_words(t: Lang, iam: IamAccess) -> &'static str {
    match iam {
        IamAccess::Deactivated => t.billing_access_off(),
        IamAccess::View => t.billing_access_view(),
        IamAccess::Edit => t.billing_access_both(),
    }
}

/// Whether it is root itself who looks.
pub(super) fn is_root(signed: &SignedIn) -> bool {
    let oneself = signed.oneself();
    oneself.is_some_and(|holder| holder.principal().is_root())
}

/// `GET /console/billing`.
pub(crate) async fn show(visit: Visit) -> Answered {
    let signed = visit.signed_in().await?;
    let used = visit.look(&GetUsage { months: MONTHS }).await;
    let used = visit.looked(used, SEES_USAGE);
    let said = visit.look(&GetBillingProfile).await;
    let said = visit.looked(said, SEES_PROFILE);
    // Whoever sees neither asked for the page all the same, and is told why.
    let (used, said) = match (used, said) {
        (Ok(Permitted::Lacks(_)) | Err(_), Ok(Permitted::Lacks(_)) | Err(_)) => (
            Permitted::Yes(visit.ask(&GetUsage { months: MONTHS }).await?),
            Permitted::Lacks(SEES_PROFILE),
        ),
        (used, said) => (used?, said?),
    };
    let iam = said.shown().map(|view| view.iam);
    let edit = editing(&visit, &signed, iam).await?;
    page(&Page {
        layout: visit.frame(&signed),
        profile: said.map(|view| {
            let fields = labels(visit.t).into_iter().zip(values(view.profile));
            fields.collect()
        }),
        edit,
        usage: used.map(|months| rows(visit.t, &months)),
        iam: iam
            .filter(|_| is_root(&signed))
            .map(|iam| in_words(visit.t, iam)),
    })
}

async fn editing(
    visit: &Visit,
    signed: &SignedIn,
    iam: Option<IamAccess>,
) -> Result<Editing, Stop> {
    let [may] = visit.may([(EDITS, None)]).await?;
    Ok(match may {
        Permitted::Yes(()) => Editing::Yes,
        Permitted::Lacks(_) if is_root(signed) => Editing::NeedsMfa,
        Permitted::Lacks(_) if iam == Some(IamAccess::View) => Editing::RootOnly,
        Permitted::Lacks(action) => Editing::Lacks(action),
    })
}

fn rows(t: Lang, months: &[Usage]) -> Vec<Row> {
    let row = |(back, usage): (usize, &Usage)| {
        let counts = &usage.counts;
        let split = |accepted: u64, refused: u64| {
            t.billing_split(accepted.to_string(), refused.to_string())
        };
        Row {
            month: usage.month.to_string(),
            running: back == 0,
            active_users: usage.active_users,
            sign_ins: counts.sign_ins,
            mfa_checks: split(counts.mfa_accepted, counts.mfa_refused),
            calls: split(counts.calls_accepted, counts.calls_refused),
            mails: counts.mails,
        }
    };
    months.iter().enumerate().map(row).collect()
}

/// `GET /console/billing/usage.csv`.
pub(crate) async fn download(visit: Visit) -> Answered {
    let t = visit.t;
    let months = visit.ask(&GetUsage { months: MONTHS }).await?;
    let head = [
        t.account_id(),
        t.billing_month(),
        t.billing_active_users(),
        t.billing_sign_ins(),
        t.billing_mfa_accepted(),
        t.billing_mfa_refused(),
        t.billing_calls_accepted(),
        t.billing_calls_refused(),
        t.billing_mails(),
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    rows.extend(months.iter().map(cells));
    let headers = [
        (CONTENT_TYPE, csv::CONTENT_TYPE),
        (CONTENT_DISPOSITION, "attachment; filename=\"usage.csv\""),
    ];
    Ok::<_, Stop>((headers, csv::table(&rows)).into_response())
}

fn cells(usage: &Usage) -> Vec<String> {
    let named = [usage.account.to_string(), usage.month.to_string()];
    let figures = usage.figures().map(|figure| figure.to_string());
    named.into_iter().chain(figures).collect()
}
