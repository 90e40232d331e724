//! The same person without a mouse: Tab, Enter and what is typed.

use serde_json::{Value, json};
use thirtyfour::Key;

use crate::Browser;

/// More stops than any page has.
pub const TABS_MAX: usize = 60;

/// Where the focus is: the name of the thing, and whether a person can see that it has the focus.
const FOCUS: &str = "
    const thing = document.activeElement;
    const label = thing.labels && thing.labels.length ? thing.labels[0] : thing;
    const name = label.textContent.trim().replace(/\\s+/g, ' ');
    const style = getComputedStyle(thing);
    const isPage = thing === document.body;
    const seen = isPage || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    return { name: isPage ? '' : name, seen };";

impl Browser {
    /// Has the focus in the field or on the button of this name, without having pressed anything.
    #[track_caller]
    pub fn has_focus_on(&self, name: &str) {
        self.wait_for(&format!("focus on `{name}`"), || {
            self.focus().filter(|(stop, _)| stop == name)
        });
    }

    /// Presses Tab until the focus is there. Every stop on the way has to show that it has it.
    #[track_caller]
    pub fn tabs_to(&self, name: &str) {
        self.tabs(name, |stop| stop == name);
    }

    /// The same for something with a longer name, such as a card.
    #[track_caller]
    pub fn tabs_to_what_begins_with(&self, name: &str) {
        self.tabs(name, |stop| stop.starts_with(name));
    }

    #[track_caller]
    fn tabs(&self, name: &str, is_it: impl Fn(&str) -> bool) {
        let mut stops = Vec::new();
        for _ in 0..TABS_MAX {
            self.keys(&char::from(Key::Tab).to_string());
            let (stop, is_seen) = self.focus().expect("the page tells where the focus is");
            assert!(is_seen, "nobody sees that `{stop}` has the focus");
            if is_it(&stop) {
                return;
            }
            stops.push(stop);
        }
        panic!("Tab does not lead to `{name}`, but to {stops:?}");
    }

    /// Types where the focus is, and presses Enter.
    #[track_caller]
    pub fn enters(&self, text: &str) {
        if !text.is_empty() {
            self.keys(text);
        }
        // In one event: the driver's own key comes in two, and the page that the first of them leads
        // to could get the second.
        let key = json!({ "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13 });
        for (kind, text) in [("keyDown", "\r"), ("keyUp", "")] {
            let mut press = key.clone();
            press["type"] = json!(kind);
            press["text"] = json!(text);
            self.devtools("Input.dispatchKeyEvent", press);
        }
    }

    /// Types where the focus is.
    #[track_caller]
    pub fn types_blindly(&self, text: &str) {
        self.keys(text);
    }

    /// Goes to something by Tab and presses Enter.
    #[track_caller]
    pub fn tabs_and_enters(&self, name: &str) {
        self.tabs_to(name);
        self.enters("");
    }

    /// Where the focus is; none while the browser is on its way to another page. The script answers at
    /// once: one that called back later would be waited for in a page that is gone.
    fn focus(&self) -> Option<(String, bool)> {
        let focus = self.tells(FOCUS)?;
        let name = focus["name"].as_str()?.to_owned();
        Some((name, focus["seen"] == Value::Bool(true)))
    }
}
