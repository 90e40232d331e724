//! Every page, sample and language: well-formed, named for everybody, within its limits.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use super::html::{self, Element};
use super::{Sample, samples};
use crate::layout::{SCRIPT, STYLE_SHEET};

const PAGE_BYTES_MAX: usize = 50_000;
const STYLE_SHEET_BYTES_MAX: usize = 20_000;

/// What is wrong with a page, if anything is.
type Verdict = Result<(), String>;

fn elements<'all>(all: &'all [Element], name: &str) -> impl Iterator<Item = &'all Element> {
    all.iter().filter(move |element| element.name == name)
}

fn demand(holds: bool, fault: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(fault()) }
}

/// Renders everything and asks one question of each page.
fn every_page(question: impl Fn(&Sample, &[Element]) -> Verdict) {
    let mut faults = Vec::new();
    for sample in samples().expect("every page renders") {
        let verdict = html::read(&sample.html).and_then(|all| question(&sample, &all));
        if let Err(fault) = verdict {
            faults.push(format!("{}: {fault}", sample.file_name()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_template_is_a_page_of_the_gallery_in_both_languages() {
    let mut templates = BTreeSet::new();
    for area in ["signin", "console"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("templates")
            .join(area);
        for entry in fs::read_dir(folder).expect("a folder of ours") {
            let path = entry.expect("an entry").path();
            let stem = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .expect("a name");
            templates.extend(["ja", "en"].map(|tag| (format!("{area}/{stem}"), tag)));
        }
    }
    let shown: BTreeSet<(String, &str)> = samples()
        .expect("every page renders")
        .iter()
        .map(|sample| (sample.page.to_owned(), sample.lang.tag()))
        .collect();
    assert_eq!(shown, templates);
}

#[test]
fn every_sample_has_a_file_of_its_own() {
    let samples = samples().expect("every page renders");
    let names: BTreeSet<String> = samples.iter().map(Sample::file_name).collect();
    assert_eq!(names.len(), samples.len());
}

#[test]
fn every_page_is_well_formed_and_says_its_language() {
    every_page(|sample, all| {
        let root = all.first().ok_or("empty")?;
        demand(root.name == "html", || {
            "does not begin with html".to_owned()
        })?;
        demand(root.attribute("lang") == Some(sample.lang.tag()), || {
            "has another language".to_owned()
        })
    });
}

#[test]
fn every_page_has_one_title_one_heading_and_one_main_part() {
    every_page(|_, all| {
        for name in ["title", "h1", "main"] {
            let found: Vec<&Element> = elements(all, name).collect();
            demand(found.len() == 1, || format!("{} times {name}", found.len()))?;
            demand(!found[0].text.is_empty(), || format!("{name} is empty"))?;
        }
        let heading = &elements(all, "h1").next().ok_or("no h1")?.text;
        let title = &elements(all, "title").next().ok_or("no title")?.text;
        demand(*title == format!("{heading} | Sekisho"), || {
            format!("`{title}` over `{heading}`")
        })
    });
}

#[test]
fn headings_inside_the_main_part_skip_no_level() {
    every_page(|_, all| {
        let main = all
            .iter()
            .position(|element| element.name == "main")
            .ok_or("no main")?;
        let mut levels = all
            .iter()
            .filter(|element| element.around.contains(&main))
            .filter_map(|element| element.name.strip_prefix('h')?.parse::<u8>().ok());
        // A notice above the first heading may have a heading of its own.
        let mut last = levels.next().unwrap_or(1);
        for level in levels {
            demand(level <= last + 1, || format!("h{level} follows h{last}"))?;
            last = level;
        }
        Ok(())
    });
}

#[test]
fn ids_are_unique_and_every_reference_has_its_id() {
    every_page(|_, all| {
        let ids: Vec<&str> = all
            .iter()
            .filter_map(|element| element.attribute("id"))
            .collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        demand(unique.len() == ids.len(), || {
            format!("an id stands twice: {ids:?}")
        })?;
        for element in all {
            for name in [
                "for",
                "aria-describedby",
                "aria-labelledby",
                "popovertarget",
            ] {
                for id in element
                    .attribute(name)
                    .unwrap_or_default()
                    .split(' ')
                    .filter(|id| !id.is_empty())
                {
                    demand(unique.contains(id), || {
                        format!("{name} leads to `{id}`, which is not there")
                    })?;
                }
            }
            if let Some(id) = element
                .attribute("href")
                .and_then(|address| address.strip_prefix('#'))
            {
                demand(unique.contains(id), || {
                    format!("a link leads to `{id}`, which is not there")
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn every_control_has_a_name_that_can_be_read_aloud() {
    every_page(|_, all| {
        let labelled: BTreeSet<&str> = elements(all, "label")
            .filter(|label| !label.text.is_empty())
            .filter_map(|label| label.attribute("for"))
            .collect();
        for input in
            elements(all, "input").filter(|input| input.attribute("type") != Some("hidden"))
        {
            let id = input
                .attribute("id")
                .ok_or_else(|| format!("{input:?} has no id"))?;
            demand(labelled.contains(id), || format!("`{id}` has no label"))?;
        }
        for name in ["button", "a", "summary", "legend", "th", "option"] {
            for element in elements(all, name) {
                let has_name =
                    !element.text.is_empty() || element.attribute("aria-label").is_some();
                demand(has_name, || format!("{element:?} has no name"))?;
            }
        }
        for image in elements(all, "img") {
            demand(
                image.attribute("alt").is_some_and(|text| !text.is_empty()),
                || "an image has no text".to_owned(),
            )?;
        }
        for picture in elements(all, "svg") {
            demand(picture.attribute("aria-hidden") == Some("true"), || {
                "a picture is not hidden".to_owned()
            })?;
        }
        Ok(())
    });
}

/// SE-8: every form that changes something carries the token, and no other address learns it.
#[test]
fn se_8_every_form_that_posts_carries_one_token_and_no_other_form_does() {
    every_page(|_, all| {
        for (at, form) in all
            .iter()
            .enumerate()
            .filter(|(_, element)| element.name == "form")
        {
            let inside = all.iter().filter(|element| element.around.contains(&at));
            let tokens = inside
                .filter(|element| element.attribute("name") == Some("csrf"))
                .count();
            let action = form.attribute("action").ok_or("a form without an action")?;
            match form.attribute("method") {
                Some("post") => demand(tokens == 1, || format!("{action} has {tokens} tokens"))?,
                Some("get") => demand(tokens == 0, || format!("{action} shows its token"))?,
                other => return Err(format!("{action} has the method {other:?}")),
            }
            demand(action.starts_with('/') && !action.starts_with("//"), || {
                format!("{action} is not ours")
            })?;
        }
        Ok(())
    });
}

#[test]
fn nothing_is_inline_that_the_content_security_policy_refuses() {
    every_page(|_, all| {
        for element in all {
            demand(element.name != "style", || "a style element".to_owned())?;
            let is_bare = element.name == "script"
                && (element.attribute("src").is_none() || !element.text.is_empty());
            demand(!is_bare, || "an inline script".to_owned())?;
            for (name, value) in &element.attributes {
                demand(name != "style" && !name.starts_with("on"), || {
                    format!("the attribute {name}")
                })?;
                let is_script = value
                    .trim_start()
                    .to_ascii_lowercase()
                    .starts_with("javascript:");
                demand(!is_script, || format!("a script in {name}"))?;
            }
        }
        Ok(())
    });
}

/// Design, section 6: the accent is for the one main action and for nothing else.
#[test]
fn a_page_has_at_most_one_main_action_and_one_beginning_focus() {
    every_page(|_, all| {
        let has_class = |element: &&Element, class: &str| {
            element
                .attribute("class")
                .unwrap_or_default()
                .split(' ')
                .any(|one| one == class)
        };
        let main = all
            .iter()
            .filter(|element| has_class(element, "main"))
            .count();
        demand(main <= 1, || format!("{main} main actions"))?;
        let focus = all
            .iter()
            .filter(|element| element.attribute("autofocus").is_some())
            .count();
        demand(focus <= 1, || format!("{focus} elements want the focus"))
    });
}

/// A password or a code that was typed never comes back.
#[test]
fn no_field_for_a_secret_holds_a_value() {
    every_page(|_, all| {
        for input in elements(all, "input") {
            let is_secret = input.attribute("type") == Some("password")
                || input.attribute("autocomplete") == Some("one-time-code")
                || input.attribute("class") == Some("code");
            demand(!is_secret || input.attribute("value").is_none(), || {
                format!("{input:?}")
            })?;
        }
        Ok(())
    });
}

#[test]
fn a_field_that_was_refused_says_so_and_the_summary_leads_to_it() {
    let mut refused = 0;
    for sample in samples().expect("every page renders") {
        let all = html::read(&sample.html).expect("well-formed");
        for input in
            elements(&all, "input").filter(|input| input.attribute("aria-invalid").is_some())
        {
            let id = input.attribute("id").expect("an id");
            let described = input.attribute("aria-describedby").expect("a description");
            refused += 1;
            if described.contains("code-refused") {
                continue;
            }
            assert!(
                described.split(' ').any(|one| one == format!("{id}-error")),
                "{id}"
            );
            let link = format!("#{id}");
            let leads = elements(&all, "a").any(|a| a.attribute("href") == Some(&link));
            assert!(leads, "{}: no link to {id}", sample.file_name());
        }
    }
    assert!(refused > 40, "{refused} refused fields are shown");
}

/// Issue 2: the MFA page has the focus in the field, the browser's offer and the numeric keyboard,
/// and full-width digits are not turned away by a pattern.
#[test]
fn the_code_field_is_ready_for_a_code() {
    every_page(|sample, all| {
        if sample.page != "signin/mfa" {
            return Ok(());
        }
        let code = elements(all, "input")
            .find(|input| input.attribute("name") == Some("code"))
            .ok_or("no code")?;
        for (name, value) in [
            ("autocomplete", "one-time-code"),
            ("inputmode", "numeric"),
            ("type", "text"),
            ("autofocus", ""),
        ] {
            demand(code.attribute(name) == Some(value), || {
                format!("{name} is not {value}")
            })?;
        }
        demand(
            code.attribute("pattern").is_none() && code.attribute("maxlength").is_none(),
            || "a pattern".to_owned(),
        )
    });
}

#[test]
fn every_page_is_below_its_maximum() {
    every_page(|sample, _| {
        demand(sample.html.len() < PAGE_BYTES_MAX, || {
            format!("{} bytes", sample.html.len())
        })
    });
    assert!(
        STYLE_SHEET.len() < STYLE_SHEET_BYTES_MAX,
        "{} bytes of style",
        STYLE_SHEET.len()
    );
    assert!(
        SCRIPT.len() < STYLE_SHEET_BYTES_MAX / 4,
        "{} bytes of script",
        SCRIPT.len()
    );
}

#[test]
fn the_style_sheet_asks_for_nothing_else_and_heeds_what_the_reader_prefers() {
    let style = std::str::from_utf8(STYLE_SHEET).expect("UTF-8");
    for foreign in ["url(", "@import", "@font-face", "http"] {
        assert!(!style.contains(foreign), "{foreign}");
    }
    for preference in [
        "prefers-color-scheme: dark",
        "prefers-reduced-motion",
        "forced-colors: active",
        "print",
        ":focus-visible",
    ] {
        assert!(style.contains(preference), "{preference}");
    }
}

/// Every link and form of every page leads to an address that `routes.rs` or the frame knows.
#[test]
fn every_link_and_form_leads_to_a_route() {
    let routes = routes();
    assert!(routes.len() > 25, "the table of routes is read");
    let leads = |method: &str, address: &str| {
        let path = address.split(['?', '#']).next().unwrap_or_default();
        routes
            .iter()
            .any(|(methods, pattern)| methods.contains(method) && fits(pattern, path))
    };
    every_page(|_, all| {
        for element in all {
            let (method, address) = match element.name.as_str() {
                "a" => ("get", element.attribute("href")),
                "form" => (
                    element.attribute("method").unwrap_or("get"),
                    element.attribute("action"),
                ),
                _ => continue,
            };
            let Some(address) = address.filter(|address| address.starts_with('/')) else {
                continue;
            };
            demand(leads(method, address), || {
                format!("{method} {address} leads nowhere")
            })?;
        }
        Ok(())
    });
    assert!(!leads("get", "/console/nowhere") && !leads("get", "/signout"));
}

/// Methods and pattern of every route, read from the table in `routes.rs`.
fn routes() -> Vec<(BTreeSet<String>, String)> {
    let method = Regex::new(r"\b(get|post)\(").expect("a pattern");
    let mut routes = vec![(BTreeSet::from(["post".to_owned()]), "/lang".to_owned())];
    for route in include_str!("../routes.rs").split(".route(").skip(1) {
        let route = route.split("\n}").next().unwrap_or_default();
        let pattern = route.split('"').nth(1).expect("an address");
        let pattern = pattern.replace("{{", "{").replace("}}", "}");
        let methods: BTreeSet<String> = method
            .captures_iter(route)
            .map(|found| found[1].to_owned())
            .collect();
        let starts: &[&str] = if pattern.starts_with("{of}") {
            &["/console/security-credentials", "/console/users/{name}"]
        } else if pattern.starts_with("{owner}") {
            &[
                "/console/users/{name}",
                "/console/groups/{name}",
                "/console/roles/{name}",
            ]
        } else {
            &[""]
        };
        let end = pattern
            .trim_start_matches("{of}")
            .trim_start_matches("{owner}");
        for start in starts {
            let pattern = format!("{start}{end}");
            routes.push((methods.clone(), pattern));
        }
    }
    routes
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given))
                if wanted == given || (wanted.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}
