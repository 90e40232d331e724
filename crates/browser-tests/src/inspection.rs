//! Looks at pages on every screen and in all colours, and gathers what is wrong with them.
//!
//! On each page: no violation that axe-core finds (WCAG 2.2 A and AA, and its best practices), no
//! scrolling sideways, the language that the browser asked for, and no complaint in the browser's
//! console, such as something that the Content-Security-Policy refused.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Browser;
use crate::look::{Colours, Look};

/// What is asked of axe-core. Targets of 24 px are in WCAG 2.2 AA, but off in axe-core by default.
/// Other colours on the same screen change nothing but what the rules about colours see.
const LOOK: &str = "
    const [scope, done] = arguments;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const options = scope === 'colours'
        ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }
        : { runOnly: { type: 'tag', values: tags }, rules: { 'target-size': { enabled: true } } };
    options.resultTypes = ['violations'];
    axe.run(document, options).then(
        (results) => done(results.violations.flatMap((violation) => violation.nodes.map((node) =>
            `${violation.id}: ${node.html.slice(0, 200)} ${node.failureSummary.replace(/\\s+/g, ' ')}`))),
        (error) => done([String(error)]));";
/// How far the page is wider than the screen, its language, and what runs out of its own box, over
/// its neighbours.
const FRAME: &str = "
    const done = arguments[arguments.length - 1];
    const root = document.documentElement;
    // What only a screen reader reads is clipped, and what only makes a target larger is no text.
    const isClipped = (thing) => thing !== null
        && (getComputedStyle(thing).clipPath !== 'none' || isClipped(thing.parentElement));
    const runsOut = (thing) => {
        const style = getComputedStyle(thing);
        if (getComputedStyle(thing, '::after').content !== 'none' || isClipped(thing)) return false;
        return !['inline', 'none', 'contents'].includes(style.display)
            && style.overflowX === 'visible'
            && thing.clientWidth > 1
            && thing.scrollWidth > thing.clientWidth + 1;
    };
    const over = [...document.querySelectorAll('main *')].filter(runsOut)
        .filter((thing) => ![...thing.children].some(runsOut));
    done([root.scrollWidth - root.clientWidth, root.lang, over.map((thing) => thing.outerHTML.slice(0, 200))]);";

/// Pages that were looked at, and what is wrong with them.
pub struct Inspection {
    axe: String,
    pages: Vec<String>,
    faults: Vec<String>,
}

impl Inspection {
    /// Nothing seen yet.
    pub fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!(
                "`{}` cannot be read ({error}); run `cargo xtask test`, or `npm ci` in crates/browser-tests",
                path.display()
            )
        });
        Self {
            axe,
            pages: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// Looks at what the browser shows, in every [`Look`].
    pub fn looks_at(&mut self, browser: &Browser, page: &str) {
        self.looks_in(browser, page, &Look::ALL);
    }

    /// Looks at what the browser shows, in these looks only; goes back to the first of all.
    pub fn looks_in(&mut self, browser: &Browser, page: &str, looks: &[Look]) {
        self.note(page, "any look", browser.complaints());
        let script = format!("{}\narguments[arguments.length - 1](true);", self.axe);
        browser.runs(&script, Vec::new());
        let mut screen = None;
        for look in looks {
            browser.looks(*look);
            let is_new = screen.replace(look.screen) != Some(look.screen);
            let scope = if is_new { "everything" } else { "colours" };
            self.looks_once(browser, page, *look, scope);
        }
        browser.looks(Look::ALL[0]);
        self.pages.push(page.to_owned());
    }

    /// The pages that were looked at.
    pub fn pages(&self) -> &[String] {
        &self.pages
    }

    /// What is wrong, page by page.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Fails if anything was wrong.
    #[track_caller]
    pub fn finds_nothing(&self) {
        let (count, list) = (self.faults.len(), self.faults.join("\n\n"));
        assert!(
            count == 0,
            "{count} faults on {} pages:\n{list}",
            self.pages.len()
        );
    }

    fn looks_once(&mut self, browser: &Browser, page: &str, look: Look, scope: &str) {
        let seen = browser.runs(LOOK, vec![json!(scope)]);
        let mut faults: Vec<String> = match seen {
            Value::Array(list) => list
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            other => vec![format!("axe-core answers {other}")],
        };
        let frame = browser.runs(FRAME, Vec::new());
        if frame[0] != json!(0) {
            faults.push(format!("{} px wider than the screen", frame[0]));
        }
        if frame[1] != json!(browser.words.tag) {
            faults.push(format!("the language is {}", frame[1]));
        }
        let over = frame[2]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        faults.extend(over.map(|thing| format!("runs out of its box: {thing}")));
        let colours = match look.colours {
            Colours::Light => "light",
            Colours::Dark => "dark",
        };
        self.note(page, &format!("{:?}, {colours}", look.screen), faults);
    }

    fn note(&mut self, page: &str, look: &str, faults: Vec<String>) {
        let told = faults
            .into_iter()
            .map(|fault| format!("{page} ({look}): {fault}"));
        self.faults.extend(told);
    }
}

impl Default for Inspection {
    fn default() -> Self {
        Self::new()
    }
}
