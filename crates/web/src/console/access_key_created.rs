//! After an access key was made: its id and its secret, shown this once.

use askama::Template;
use data_encoding::BASE64;
use service::Holder;
use service::ops::keys::CreatedKey;
use service::ops::sessions::SignedIn;
use zeroize::Zeroizing;

use crate::gallery;
use crate::lang::Lang;
use crate::layout::{Layout, Whose};
use crate::visit::{Answered, Visit, page};

/// The page that shows a key's secret once.
#[derive(Template)]
#[template(path = "console/access_key_created.html")]
pub struct Page {
    /// The frame.
    pub layout: Layout,
    /// Whose key it is.
    pub whose: Whose,
    /// The key's id.
    pub id: String,
    /// The key's secret.
    pub secret: Zeroizing<String>,
    /// Both as a file: a `data:` address of a CSV document, so that nothing is kept for a download.
    pub csv_href: Zeroizing<String>,
    /// How AWS names that file.
    pub csv_name: String,
}

/// Examples for the gallery and the tests.
pub fn samples(t: Lang) -> Vec<(&'static str, Page)> {
    let (id, secret) = (
        "AKIAIOSFODNN7EXAMPLE",
        "+not/a/secret/but/forty/letters/EXAMPLE+",
    );
    let page = |layout, whose, csv_name: &str| Page {
        layout,
        whose,
        id: id.to_owned(),
        secret: secret.to_owned().into(),
        csv_href: csv_href(id, secret),
        csv_name: csv_name.to_owned(),
    };
    let at = "/console/security-credentials/access-keys/new";
    let hanako = "hanako_accessKeys.csv";
    vec![
        ("own", page(gallery::user(t, at), Whose::Own, hanako)),
        (
            "root",
            page(gallery::root(t, at), Whose::Own, "rootkey.csv"),
        ),
        (
            "for-user",
            page(
                gallery::root(t, "/console/users/hanako/access-keys/new"),
                Whose::User("hanako".to_owned()),
                hanako,
            ),
        ),
    ]
}

/// Shows a key that was made, with its secret for the only time.
pub(crate) fn tell(visit: &Visit, signed: &SignedIn, whose: Whose, made: &CreatedKey) -> Answered {
    page(&Page {
        layout: visit.frame(signed),
        whose,
        id: made.key.id.to_string(),
        secret: made.secret.clone(),
        csv_href: csv_href(made.key.id.as_str(), &made.secret),
        csv_name: match &made.holder {
            Holder::Root(_) => "rootkey.csv".to_owned(),
            Holder::User(user) => format!("{}_accessKeys.csv", user.name),
        },
    })
}

/// AWS's file, whose head is the same in every language because programs read it. A secret may begin
/// with `+` and is written as it is, unlike the cells of [`crate::csv`]; neither cell has a comma.
fn csv_href(id: &str, secret: &str) -> Zeroizing<String> {
    let file = Zeroizing::new(format!(
        "Access key ID,Secret access key\r\n{id},{secret}\r\n"
    ));
    let encoded = Zeroizing::new(BASE64.encode(file.as_bytes()));
    Zeroizing::new(format!(
        "data:text/csv;charset=utf-8;base64,{}",
        encoded.as_str()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_what_programs_of_aws_read_and_changes_no_letter_of_the_secret() {
        let href = csv_href("AKIAIOSFODNN7EXAMPLE", "+not/a/secret=");
        let encoded = href.rsplit(',').next().expect("an address");
        let file = BASE64.decode(encoded.as_bytes()).expect("base64");
        assert_eq!(
            String::from_utf8_lossy(&file),
            "Access key ID,Secret access key\r\nAKIAIOSFODNN7EXAMPLE,+not/a/secret=\r\n"
        );
    }
}
