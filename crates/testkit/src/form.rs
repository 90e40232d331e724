//! The forms of a page, as a browser without JavaScript fills and sends them.

use crate::html::{Document, Element};

/// A form.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) posts: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) buttons: Vec<Button>,
}

/// A field of a form.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: String,
    pub(crate) value: String,
    pub(crate) required: bool,
    pub(crate) read_only: bool,
    /// For radio buttons and check boxes.
    pub(crate) checked: bool,
    /// What stands at the field as its fault.
    pub(crate) error: Option<String>,
}

/// A button that sends its form.
#[derive(Clone, Debug)]
pub(crate) struct Button {
    pub(crate) text: String,
    pub(crate) name: Option<String>,
    pub(crate) value: String,
    pub(crate) unchecked: bool,
}

/// All forms of a page.
pub(crate) fn forms(page: &Document) -> Vec<Form> {
    page.all("form")
        .into_iter()
        .map(|form| Form {
            action: form.attribute("action").unwrap_or_default().to_owned(),
            posts: form.attribute("method") == Some("post"),
            fields: form
                .inside()
                .into_iter()
                .filter(|one| matches!(one.name(), "input" | "textarea" | "select"))
                .filter(|input| input.has("name"))
                .map(|input| field(page, input))
                .collect(),
            buttons: form
                .all("button")
                .into_iter()
                .filter(|button| button.attribute("type") != Some("button"))
                .map(button)
                .collect(),
        })
        .collect()
}

impl Form {
    /// What is sent when `button` is pressed, or the first field that a browser asks for.
    pub(crate) fn sent(&self, button: &Button) -> Result<Vec<(String, String)>, String> {
        let mut pairs = Vec::new();
        for field in &self.fields {
            let chosen = !matches!(field.kind.as_str(), "radio" | "checkbox") || field.checked;
            if !chosen {
                continue;
            }
            if field.required && field.value.is_empty() && !button.unchecked {
                return Err(field.name.clone());
            }
            pairs.push((field.name.clone(), field.value.clone()));
        }
        pairs.extend(button.name.clone().map(|name| (name, button.value.clone())));
        Ok(pairs)
    }
}

impl Button {
    /// Whether pressing it says this.
    pub(crate) fn is_for(&self, name: &str, value: &str) -> bool {
        self.name.as_deref() == Some(name) && self.value == value
    }
}

fn field(page: &Document, input: Element<'_>) -> Field {
    let own = |name: &str| input.attribute(name).unwrap_or_default().to_owned();
    let id = own("id");
    let label = page
        .all("label")
        .into_iter()
        .find(|label| !id.is_empty() && label.attribute("for") == Some(&id))
        .map_or_else(String::new, Element::text);
    let error = page.with_id(&format!("{id}-error")).map(Element::text);
    Field {
        name: own("name"),
        label,
        kind: own("type"),
        value: value(input),
        required: input.has("required"),
        read_only: input.has("readonly"),
        checked: input.has("checked"),
        error,
    }
}

/// What a field holds before anybody types: of a list, its choice; of a text area, its text.
fn value(input: Element<'_>) -> String {
    match input.name() {
        "textarea" => {
            let text = input.written();
            text.strip_prefix('\n').unwrap_or(&text).to_owned()
        }
        "select" => {
            let options = input.all("option");
            let chosen = options.iter().find(|option| option.has("selected"));
            let chosen = chosen.or_else(|| options.first());
            chosen.map_or_else(String::new, |option| {
                let value = option.attribute("value").map(str::to_owned);
                value.unwrap_or_else(|| option.text())
            })
        }
        _ => input.attribute("value").unwrap_or_default().to_owned(),
    }
}

fn button(button: Element<'_>) -> Button {
    Button {
        text: button.spoken(),
        name: button.attribute("name").map(str::to_owned),
        value: button.attribute("value").unwrap_or_default().to_owned(),
        unchecked: button.has("formnovalidate"),
    }
}
