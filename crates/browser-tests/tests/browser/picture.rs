//! The QR code as a camera sees it.

use browser_tests::look::{Colours, Look, Screen};
use browser_tests::picture::{Picture, QUIET_ZONE_MODULES};
use browser_tests::{Browser, Device, ENGLISH, OWNER, Server};

/// The line around the picture, and the pixel in which it is smoothed.
const LINE_PIXELS: u32 = 2;

#[test]
fn the_qr_code_is_dark_on_white_with_its_quiet_zone_in_every_look() {
    let (_server, browser, device) = at_the_picture();
    for look in Look::ALL {
        browser.looks(look);
        let picture = browser.picture_of("img.qr");
        let text = quiet_zone_is_white(&picture);
        assert!(text.contains(device.phone.secret()), "{look:?}");
    }
    // The page itself is dark, so that the picture had something to stand out from.
    browser.looks(Look::new(Screen::Wide, Colours::Dark));
    let page = Picture::of(&browser.photographs(300.0, 2.0, 1.0, 1.0));
    assert!(page.shade(0, 0) < 64, "the page is dark");
}

#[test]
fn only_on_a_phone_a_link_with_the_text_of_the_picture_opens_the_app() {
    let (_server, browser, _) = at_the_picture();
    for look in Look::ALL {
        browser.looks(look);
        let is_shown = browser.shows("a[href^='otpauth:']");
        assert_eq!(is_shown, look.screen == Screen::Phone, "{look:?}");
    }
    let code = browser.picture_of("img.qr").qr_code();
    let link = browser.attribute("a[href^='otpauth:']", "href");
    assert_eq!(code.map(|code| code.text), Some(link));
}

fn at_the_picture() -> (Server, Browser, Device) {
    let server = Server::with(&OWNER.bootstrap("123456789012", "keiri", ""));
    let browser = Browser::new(&ENGLISH);
    browser.signs_in_as_root(&server, OWNER);
    browser.sees_page(ENGLISH.dashboard);
    browser.presses(ENGLISH.add_mfa);
    let device = browser.scans_app();
    (server, browser, device)
}

/// Every pixel of the zone, on all four sides. Gives what the code says.
fn quiet_zone_is_white(picture: &Picture) -> String {
    let code = picture.qr_code().expect("a camera reads the picture");
    let (width, height) = picture.size();
    let [left, top, right, bottom] = code.edges;
    let zone = code.module * QUIET_ZONE_MODULES;
    let room = left.min(top).min(width - right).min(height - bottom);
    assert!(
        room >= zone,
        "{room} px around modules of {} px",
        code.module
    );
    let is_inside = |x: u32, y: u32| {
        // The edge of the code is smoothed as well.
        x + 1 >= left && x <= right + 1 && y + 1 >= top && y <= bottom + 1
    };
    for y in LINE_PIXELS..height - LINE_PIXELS {
        for x in LINE_PIXELS..width - LINE_PIXELS {
            let shade = picture.shade(x, y);
            assert!(is_inside(x, y) || shade == 255, "shade {shade} at {x}, {y}");
        }
    }
    code.text
}
