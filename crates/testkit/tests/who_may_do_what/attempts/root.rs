//! What only root may do.

use service::Token;
use service::ops::administrators::{GetAdministrator, ListAdministrators, RestoreAdministrator};
use service::ops::root_email::{
    CancelEmailChange, CancelEmailChangeByLink, ConfirmEmailChange, EmailChangeByLink,
    GetRootEmail, SettleEmailChange, StartEmailChange,
};

use crate::attempt::{Attempt, attempt};
use crate::scene::{email, user};

pub(super) fn alone() -> Vec<Attempt> {
    vec![
        attempt("", |_| GetRootEmail),
        attempt("", |_| StartEmailChange {
            to: email("new@example.jp"),
        }),
        attempt("while none is under way", |_| ConfirmEmailChange {
            code: "00000000".to_owned(),
        }),
        attempt("while none is under way", |_| CancelEmailChange),
        attempt("", |_| ListAdministrators),
        attempt("a user", |_| GetAdministrator { name: user("jiro") }),
        attempt("a user", |_| RestoreAdministrator { name: user("jiro") }),
    ]
}

/// What the link in a letter leads to.
pub(super) fn by_link() -> Vec<Attempt> {
    let fake = || Token::presented("fake");
    vec![
        attempt("with no such link", move |_| EmailChangeByLink {
            link: fake(),
        }),
        attempt("with no such link", move |_| CancelEmailChangeByLink {
            link: fake(),
        }),
    ]
}

pub(super) fn operator() -> Attempt {
    attempt("while none is due", |scene| SettleEmailChange {
        account: scene.keiri.clone(),
    })
}
