//! What a person sees on the page that a browser shows.
//!
//! A verb that expects something panics where it is not so, and quotes the page.

use web::Lang;

use super::Browser;
use crate::html::Element;
use crate::known::lock;
use crate::page::Page;

impl Browser {
    /// Is on this page.
    #[track_caller]
    pub fn sees(&self, page: Page) -> &Self {
        let heading = page.heading(self.lang());
        let found = self.heading();
        if found != heading {
            self.lost(&format!("expected {page:?} `{heading}`, found `{found}`"));
        }
        if page.field().is_some_and(|field| !self.has_field(field)) {
            self.lost(&format!("expected {page:?}: a field is missing"));
        }
        if page
            .lacks_field()
            .is_some_and(|field| self.has_field(field))
        {
            self.lost(&format!("expected {page:?}: it is a later step"));
        }
        self
    }

    /// Reads these words on the page.
    #[track_caller]
    pub fn says<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> &Self {
        let words = words(self.lang()).into();
        self.shows(&words)
    }

    /// Does not read these words on the page.
    #[track_caller]
    pub fn does_not_say<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> &Self {
        let words = words(self.lang()).into();
        self.does_not_show(&words)
    }

    /// Reads this text on the page.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        let wanted = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.text().contains(&wanted) {
            self.lost(&format!("the page does not show `{wanted}`"));
        }
        self
    }

    /// Does not read this text on the page.
    #[track_caller]
    pub fn does_not_show(&self, text: &str) -> &Self {
        if self.text().contains(text) {
            self.lost(&format!("the page shows `{text}`"));
        }
        self
    }

    /// Reads this fault at a field.
    #[track_caller]
    pub fn is_told_at<S: Into<String>>(&self, field: &str, words: impl Fn(Lang) -> S) -> &Self {
        let words = words(self.lang()).into();
        let error = lock(&self.own)
            .forms
            .iter()
            .flat_map(|form| &form.fields)
            .find(|one| one.name == field)
            .and_then(|one| one.error.clone());
        if error.as_deref() != Some(words.as_str()) {
            self.lost(&format!("`{field}` says {error:?}, not `{words}`"));
        }
        self
    }

    /// The field holds this.
    #[track_caller]
    pub fn keeps(&self, field: &str, value: &str) -> &Self {
        let found = self.value_of(field);
        if found.as_deref() != Some(value) {
            self.lost(&format!("`{field}` holds {found:?}, not `{value}`"));
        }
        self
    }

    /// What a field holds, if there is one of this name; of radio buttons the one that is chosen, of
    /// a box nothing unless it is ticked.
    pub fn value_of(&self, field: &str) -> Option<String> {
        let own = lock(&self.own);
        own.forms
            .iter()
            .flat_map(|form| &form.fields)
            .find(|one| one.name == field && (!is_choice(&one.kind) || one.checked))
            .map(|one| one.value.clone())
    }

    /// Whether the page has a field of this name that can be seen.
    pub fn has_field(&self, field: &str) -> bool {
        let own = lock(&self.own);
        let mut fields = own.forms.iter().flat_map(|form| &form.fields);
        fields.any(|one| one.name == field && one.kind != "hidden")
    }

    /// The heading of the page.
    pub fn heading(&self) -> String {
        self.read(|shown| {
            let heading = shown.document().first("h1");
            heading.map_or_else(String::new, Element::text)
        })
    }

    /// All that the page says between header and end.
    pub fn text(&self) -> String {
        self.read(|shown| {
            let main = shown.document().first("main");
            main.map_or_else(String::new, Element::text)
        })
    }

    /// The secret that the page shows once: a generated password, the secret of a key.
    pub fn secret(&self) -> String {
        let secret = self.read(|shown| {
            let codes = shown.document().all("code").into_iter();
            let mut secrets = codes.filter(|code| code.has_class("secret"));
            secrets.next().map(Element::text)
        });
        let secret = secret.unwrap_or_else(|| self.lost("the page shows no secret"));
        self.world.secrets.add(&secret);
        secret
    }

    /// Whether every form that changes something carries a token (SE-8).
    pub fn every_posting_form_has_a_token(&self) -> bool {
        let own = lock(&self.own);
        let mut posting = own.forms.iter().filter(|form| form.posts);
        posting.all(|form| {
            let mut fields = form.fields.iter();
            fields.any(|field| field.name == "csrf" && !field.value.is_empty())
        })
    }

    /// The rows of the tables of the page, cell by cell.
    pub fn rows(&self) -> Vec<Vec<String>> {
        self.read(|shown| {
            let rows = shown.document().all("tr").into_iter();
            rows.map(|row| {
                let cells = row.inside().into_iter();
                cells
                    .filter(|cell| matches!(cell.name(), "td" | "th"))
                    .filter(|cell| cell.attribute("scope") != Some("col"))
                    .map(Element::text)
                    .collect::<Vec<_>>()
            })
            .filter(|cells| !cells.is_empty())
            .collect()
        })
    }

    /// The row that begins with this.
    pub fn row_of(&self, start: &str) -> Vec<String> {
        let rows = self.rows();
        let row = rows
            .into_iter()
            .find(|row| row.first().is_some_and(|cell| cell.starts_with(start)));
        row.unwrap_or_else(|| self.lost(&format!("there is no row `{start}`")))
    }

    /// The status of the last answer.
    pub fn status(&self) -> u16 {
        self.read(|shown| shown.status.as_u16())
    }

    /// A header of the last answer.
    pub fn header(&self, name: &str) -> Option<String> {
        self.read(|shown| {
            let value = shown.headers.get(name)?;
            Some(value.to_str().expect("a header is ASCII").to_owned())
        })
    }

    /// The address of the page, without the host.
    pub fn path(&self) -> String {
        self.read(|shown| shown.path.clone())
    }

    /// The body of the last answer.
    pub fn body(&self) -> Vec<u8> {
        self.read(|shown| shown.body.to_vec())
    }

    /// Status and text of the answer, without what differs between any two answers: what somebody
    /// has who compares two of them.
    pub fn answer(&self) -> (u16, String) {
        (self.status(), self.text())
    }

    /// Whether a button with this text is there.
    pub fn has_button<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> bool {
        let words = words(self.lang()).into();
        let own = lock(&self.own);
        own.forms
            .iter()
            .flat_map(|form| &form.buttons)
            .any(|button| button.text == words)
    }

    /// Whether a link with this text is there.
    pub fn has_link<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> bool {
        let words = words(self.lang()).into();
        self.read(|shown| {
            let links = shown.document().all("a");
            links.iter().any(|link| link.text() == words)
        })
    }

    /// Something is not as a person expects: says what, and what the page looks like.
    #[track_caller]
    pub(super) fn lost(&self, what: &str) -> ! {
        let (status, path) = (self.status(), self.path());
        let buttons: Vec<String> = lock(&self.own)
            .forms
            .iter()
            .flat_map(|form| form.buttons.iter().map(|button| button.text.clone()))
            .collect();
        let text = self.text();
        panic!("{what}\non `{path}` ({status}) with buttons {buttons:?}, which says:\n{text}");
    }
}

fn is_choice(kind: &str) -> bool {
    matches!(kind, "radio" | "checkbox")
}
