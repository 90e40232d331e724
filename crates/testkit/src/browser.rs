//! A browser without JavaScript: cookies, redirects, forms, and a person's eyes on the page.
//!
//! Each verb gives the browser back, so that a visit reads as one sentence. What a person would
//! notice as broken, a verb tells by a panic that quotes the page. On every page that is shown the
//! browser itself checks what must hold everywhere: well-formed HTML in the language that was asked
//! for, the security headers, and that no password that was typed came back.

mod keys;
mod sight;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use bytes::Bytes;
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, USER_AGENT};
use http::{HeaderMap, Method, Request, StatusCode};
use service::call::Operation;
use service::{Caller, Refusal, Token, Visitor};
use web::{Lang, Peer};

use crate::form::{self, Button, Form};
use crate::html::{Document, escape};
use crate::jar::Jar;
use crate::known::lock;
use crate::page::Page;
use crate::phone::Phone;
use crate::world::Inner;

/// Most redirects in a row that a browser follows here.
const REDIRECTS_MAX: usize = 5;
/// How passwords of stories begin, but for those that are not taken anyway.
const FAKE: &str = "(fake)";
/// Most bytes of a page (design, "The look").
const PAGE_BYTES_MAX: usize = 50 * 1024;

/// A browser on somebody's machine.
pub struct Browser {
    world: Arc<Inner>,
    own: Mutex<Own>,
}

struct Own {
    jar: Jar,
    lang: Lang,
    ip: IpAddr,
    agent: String,
    shown: Option<Shown>,
    forms: Vec<Form>,
    typed: Vec<String>,
}

/// What the browser shows.
struct Shown {
    status: StatusCode,
    headers: HeaderMap,
    path: String,
    body: Bytes,
    document: Option<Document>,
}

impl Browser {
    pub(crate) fn new(world: &Arc<Inner>, agent: String, ip: Ipv4Addr) -> Self {
        Self {
            own: Mutex::new(Own {
                jar: Jar::default(),
                lang: world.lang,
                ip: ip.into(),
                agent,
                shown: None,
                forms: Vec::new(),
                typed: Vec::new(),
            }),
            world: world.clone(),
        }
    }

    /// What the browser calls itself.
    pub fn agent(&self) -> String {
        lock(&self.own).agent.clone()
    }

    /// Asks for pages in this language from now on.
    pub fn speaks(&self, lang: Lang) -> &Self {
        lock(&self.own).lang = lang;
        self
    }

    /// The language of the pages.
    pub fn lang(&self) -> Lang {
        lock(&self.own).lang
    }

    /// Takes the machine to another network.
    pub fn moves_to(&self, ip: &str) -> &Self {
        lock(&self.own).ip = ip.parse().expect("an address");
        self
    }

    /// Closes the browser and opens it again: cookies without a life of their own are gone.
    pub fn is_closed_and_opened(&self) -> &Self {
        let mut own = lock(&self.own);
        own.jar.close();
        own.shown = None;
        drop(own);
        self
    }

    /// The value of the cookie of this name, without its prefix: `session`, `ticket`, `browser`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        lock(&self.own)
            .jar
            .value(&format!("sekisho-{name}"))
            .map(str::to_owned)
    }

    /// Puts a cookie that was taken elsewhere, as a thief does.
    pub fn puts_cookie(&self, name: &str, value: &str) -> &Self {
        let https = self.world.url.is_https();
        lock(&self.own).jar.put(name, value, https);
        self
    }

    /// Asks for an address of ours.
    pub fn opens(&self, path: &str) -> &Self {
        self.go(&Method::GET, path, None, &[])
    }

    /// Follows the link with this text, or whose text begins so.
    pub fn follows<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> &Self {
        let words = words(self.lang()).into();
        let href = self.read(|shown| {
            let document = shown.document();
            let links = document.all("a");
            let exact = links.iter().find(|link| link.text() == words);
            let begins = || links.iter().find(|link| link.text().starts_with(&words));
            exact
                .or_else(begins)
                .and_then(|link| link.attribute("href"))
                .map(str::to_owned)
        });
        let href = href.unwrap_or_else(|| self.lost(&format!("there is no link `{words}`")));
        self.opens(href.split('#').next().unwrap_or_default())
    }

    /// What a link with this text leads to, for what is downloaded or opened by an app.
    pub fn address_of<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> String {
        let words = words(self.lang()).into();
        let href = self.read(|shown| {
            let links = shown.document().all("a");
            let link = links.into_iter().find(|link| link.text() == words);
            link.and_then(|link| link.attribute("href"))
                .map(str::to_owned)
        });
        href.unwrap_or_else(|| self.lost(&format!("there is no link `{words}`")))
    }

    /// Types into a field, named by its name or its label.
    pub fn fills(&self, field: &str, value: &str) -> &Self {
        let mut own = lock(&self.own);
        let mut kind = None;
        for form in &mut own.forms {
            let found = form.fields.iter_mut().find(|one| {
                (one.name == field || one.label == field)
                    && !matches!(one.kind.as_str(), "hidden" | "radio" | "checkbox")
                    && !one.read_only
            });
            if let Some(found) = found {
                value.clone_into(&mut found.value);
                kind = Some((found.kind.clone(), found.name.clone()));
                break;
            }
        }
        match kind {
            Some((kind, _)) if kind == "password" => {
                own.typed.push(value.to_owned());
                self.world.secrets.add(value);
            }
            Some((_, name)) if name.starts_with("code") => self.world.secrets.add_code(value),
            Some(_) => {}
            None => {
                drop(own);
                self.lost(&format!("there is no field `{field}` to type into"));
            }
        }
        self
    }

    /// Chooses one of several radio buttons.
    pub fn chooses(&self, name: &str, value: &str) -> &Self {
        let mut own = lock(&self.own);
        let mut found = false;
        for field in own.forms.iter_mut().flat_map(|form| &mut form.fields) {
            if field.name == name && field.kind == "radio" {
                field.checked = field.value == value;
                found |= field.checked;
            }
        }
        drop(own);
        if !found {
            self.lost(&format!("`{name}` cannot be `{value}`"));
        }
        self
    }

    /// Ticks a box, or takes the tick away.
    pub fn ticks(&self, name: &str) -> &Self {
        let mut own = lock(&self.own);
        let mut fields = own.forms.iter_mut().flat_map(|form| &mut form.fields);
        let found = fields.find(|field| field.name == name && field.kind == "checkbox");
        let is_there = found.map(|field| field.checked = !field.checked).is_some();
        drop(own);
        if !is_there {
            self.lost(&format!("there is no box `{name}` to tick"));
        }
        self
    }

    /// Presses the button with this text and sends its form, with the hidden fields.
    pub fn presses<S: Into<String>>(&self, words: impl Fn(Lang) -> S) -> &Self {
        let words = words(self.lang()).into();
        let own = lock(&self.own);
        let found = own.forms.iter().find_map(|form| {
            let button = form.buttons.iter().find(|button| button.text == words)?;
            Some((form.clone(), button.clone()))
        });
        drop(own);
        let (form, button) =
            found.unwrap_or_else(|| self.lost(&format!("there is no button `{words}`")));
        self.sends(&form, &button)
    }

    /// Sends fields to an address by hand, with the form token of the page that is shown.
    pub fn posts(&self, path: &str, fields: &[(&str, &str)]) -> &Self {
        let token = self.form_token();
        let mut pairs = vec![("csrf", token.as_str())];
        pairs.extend_from_slice(fields);
        self.posts_only(path, &pairs)
    }

    /// Sends exactly these fields to an address.
    pub fn posts_only(&self, path: &str, fields: &[(&str, &str)]) -> &Self {
        self.go(&Method::POST, path, Some(encode(fields)), &[])
    }

    /// Sends exactly these fields, as a browser does that was led here by a page of another site.
    pub fn is_led_to_post(&self, path: &str, fields: &[(&str, &str)]) -> &Self {
        let stranger = [
            ("sec-fetch-site", "cross-site"),
            (ORIGIN.as_str(), "https://elsewhere.example"),
        ];
        self.go(&Method::POST, path, Some(encode(fields)), &stranger)
    }

    /// The token that the forms of the page carry.
    pub fn form_token(&self) -> String {
        let own = lock(&self.own);
        let mut fields = own.forms.iter().flat_map(|form| &form.fields);
        let token = fields.find(|field| field.name == "csrf");
        let token = token.map(|field| field.value.clone());
        drop(own);
        token.unwrap_or_else(|| self.lost("SE-8: there is no form with a token"))
    }

    /// Types a code and sends it.
    pub fn types_code(&self, code: &str) -> &Self {
        self.fills("code", code);
        let t = self.lang();
        if self.has_button(Lang::signin_button) && lock(&self.own).path_is("/signin") {
            return self.presses(|_| t.signin_button());
        }
        self.presses(|_| t.confirm_button())
    }

    /// Types what the phone shows now, or what it shows next if that was typed before; chooses the
    /// phone first where the page asks for another one.
    pub fn types_code_of(&self, phone: &Phone) -> &Self {
        let name = phone.name();
        if self.value_of("device").is_some_and(|device| device != name) {
            self.chooses_device(&name);
        }
        self.types_code(&phone.fresh_code())
    }

    /// Chooses another of one's devices, on a page that asks for a code.
    pub fn chooses_device(&self, name: &str) -> &Self {
        let own = lock(&self.own);
        let found = own.forms.iter().find_map(|form| {
            let mut buttons = form.buttons.iter();
            let button = buttons.find(|button| button.is_for("other", name))?;
            Some((form.clone(), button.clone()))
        });
        drop(own);
        let (form, button) = found.unwrap_or_else(|| self.lost(&format!("no device `{name}`")));
        self.sends(&form, &button)
    }

    /// Types two codes into the page that asks for two in a row, and sends them.
    pub fn types_two_codes(&self, first: &str, second: &str) -> &Self {
        self.fills("code1", first).fills("code2", second);
        if self.has_button(Lang::resync_button) {
            return self.presses(Lang::resync_button);
        }
        self.presses(Lang::add_mfa)
    }

    /// Types the code that the phone shows, waits for the next one and types that as well.
    pub fn types_two_consecutive_codes(&self, phone: &Phone) -> &Self {
        let first = phone.fresh_code();
        let second = phone.next_code();
        self.types_two_codes(&first, &second)
    }

    /// From the wizard's first page: names the device, goes on, and scans the picture.
    pub fn scans_qr_named(&self, name: &str) -> Phone {
        self.sees(Page::NameDevice)
            .fills("name", name)
            .presses(Lang::next);
        self.scans_qr(name)
    }

    /// Holds a phone's camera to the picture on the page, for the device of this name.
    pub fn scans_qr(&self, name: &str) -> Phone {
        self.sees(Page::ScanQr);
        let src = self.read(|shown| {
            let pictures = shown.document().all("img");
            let qr = pictures.into_iter().find(|img| img.has_class("qr"));
            qr.and_then(|img| img.attribute("src")).map(str::to_owned)
        });
        let src = src.unwrap_or_else(|| self.lost("there is no QR code"));
        Phone::scans_page(&self.world, &src, name)
    }

    /// Runs an operation in the session of this browser, for what no page offers yet.
    pub fn asks_service<O: Operation>(&self, operation: &O) -> Result<O::Output, Refusal> {
        let session = self.cookie("session").expect("somebody is signed in");
        let own = lock(&self.own);
        let visitor = Visitor {
            ip: own.ip.to_string(),
            network: own.ip.to_string(),
            user_agent: own.agent.clone(),
            ..Visitor::default()
        };
        drop(own);
        let caller = Caller::Session(Token::presented(&session).hash(), visitor);
        let service = self.world.service();
        self.world.run(service.call(&caller, operation))
    }

    /// Presses the switch in the header.
    pub fn switches_language(&self) -> &Self {
        let own = lock(&self.own);
        let token = own.forms.iter().find(|form| form.action == "/lang");
        let form = token.expect("every page has the switch").clone();
        drop(own);
        let button = &form.buttons[0];
        let sent = form.sent(button).expect("nothing is asked for");
        let other = self.lang().other();
        self.speaks(other);
        self.go(&Method::POST, &form.action, Some(encode(&sent)), &[])
    }

    fn sends(&self, form: &Form, button: &Button) -> &Self {
        let sent = form
            .sent(button)
            .unwrap_or_else(|field| self.lost(&format!("the browser asks to fill in `{field}`")));
        let query = encode(&sent);
        if form.posts {
            self.go(&Method::POST, &form.action, Some(query), &[])
        } else {
            self.opens(&format!("{}?{query}", form.action))
        }
    }

    fn go(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> &Self {
        let mut shown = self.ask(method, path, body, headers);
        for _ in 0..REDIRECTS_MAX {
            if !shown.status.is_redirection() {
                break;
            }
            let to = shown.headers.get(LOCATION).expect("a redirect leads on");
            let to = to.to_str().expect("an address is ASCII").to_owned();
            let to = to.strip_prefix(self.world.url.origin()).unwrap_or(&to);
            assert!(
                to.starts_with('/') && !to.starts_with("//"),
                "`{path}` leads away, to `{to}`"
            );
            shown = self.ask(&Method::GET, to, None, &[]);
        }
        assert!(
            !shown.status.is_redirection(),
            "`{path}` leads on and on, last from `{}`",
            shown.path
        );
        self.show(shown);
        self
    }

    fn ask(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Shown {
        let url = &self.world.url;
        let host = url.origin().split("//").nth(1).unwrap_or_default();
        let mut own = lock(&self.own);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, host)
            .header(USER_AGENT, &own.agent)
            .header(ACCEPT_LANGUAGE, own.lang.tag())
            .extension(Peer {
                address: SocketAddr::new(own.ip, 50_000),
                tls: url.is_https(),
            });
        if let Some(cookies) = own.jar.header() {
            request = request.header(COOKIE, cookies);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        if *method == Method::POST && headers.is_empty() {
            request = request
                .header(ORIGIN, url.origin())
                .header("sec-fetch-site", "same-origin");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, Body::from);
        let request = request.body(body).expect("a request is well-formed");
        // Two browsers may ask at the same moment; one browser asks one thing after the other.
        let (parts, body) = self.world.answer(request);
        for value in own.jar.take(&parts.headers, url.is_https()) {
            self.world.secrets.add(&value);
        }
        Shown {
            status: parts.status,
            headers: parts.headers,
            path: path.to_owned(),
            body,
            document: None,
        }
    }

    /// Looks at an answer with a person's eyes, and with those of somebody who checks every page.
    fn show(&self, mut shown: Shown) {
        let mut own = lock(&self.own);
        let kind = shown.headers.get(CONTENT_TYPE);
        let is_page = kind.is_some_and(|kind| {
            kind.to_str()
                .is_ok_and(|kind| kind.starts_with("text/html"))
        });
        own.forms.clear();
        if is_page {
            let source = std::str::from_utf8(&shown.body).expect("a page is UTF-8");
            check_headers(&shown.path, &shown.headers);
            check_size(&shown.path, source);
            let document = Document::read(source);
            let document = document
                .unwrap_or_else(|fault| panic!("`{}` is broken: {fault}\n{source}", shown.path));
            let lang = document
                .first("html")
                .and_then(|html| html.attribute("lang"));
            assert_eq!(
                lang,
                Some(own.lang.tag()),
                "the language of `{}`",
                shown.path
            );
            for typed in &own.typed {
                assert!(
                    !typed.starts_with(FAKE) || !source.contains(&escape(typed)),
                    "`{}` shows a password that was typed",
                    shown.path
                );
            }
            own.forms = form::forms(&document);
            for field in own.forms.iter().flat_map(|form| &form.fields) {
                if field.name == "csrf" {
                    self.world.secrets.add(&field.value);
                }
            }
            shown.document = Some(document);
        }
        own.shown = Some(shown);
    }

    fn read<T>(&self, look: impl FnOnce(&Shown) -> T) -> T {
        let own = lock(&self.own);
        look(own.shown.as_ref().expect("the browser shows a page"))
    }
}

impl Own {
    fn path_is(&self, start: &str) -> bool {
        let shown = self.shown.as_ref();
        shown.is_some_and(|shown| shown.path.starts_with(start))
    }
}

impl Shown {
    fn document(&self) -> &Document {
        self.document.as_ref().unwrap_or_else(|| {
            let body = String::from_utf8_lossy(&self.body);
            panic!("`{}` ({}) is not a page: {body}", self.path, self.status)
        })
    }
}

fn encode<K: AsRef<str>, V: AsRef<str>>(pairs: &[(K, V)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn check_headers(path: &str, headers: &HeaderMap) {
    let has = |name: &str, part: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        let value = value.unwrap_or_default();
        assert!(value.contains(part), "`{path}`: {name} is `{value}`");
    };
    has("content-security-policy", "default-src 'none'");
    has("content-security-policy", "form-action 'self'");
    has("content-security-policy", "frame-ancestors 'none'");
    has("cache-control", "no-store");
    has("x-content-type-options", "nosniff");
    has("x-amzn-requestid", "-");
}

/// Lists grow with what is in them; a page that holds no list stays under its maximum.
fn check_size(path: &str, source: &str) {
    let listed = source.matches("<tr>").count();
    assert!(
        listed > 20 || source.len() <= PAGE_BYTES_MAX,
        "`{path}` has {} bytes",
        source.len()
    );
}
