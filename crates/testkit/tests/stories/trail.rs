//! The trail as the people of an account see it.

use testkit::page::*;
use testkit::{Lang, minutes, story};

const HISTORY: &str = "/console/events";
const WRONG: &str = "(fake) not the password";

story! {
    fn root_sees_who_did_what_and_finds_it_by_person_device_and_outcome(w) {
        let keiri = w.account("keiri");
        let owner = keiri.owner();
        owner.enrols("phone");
        let hanako = keiri.user("hanako");
        hanako.signs_in_with_password().sees(ConsoleHome);
        let visit = owner.browser().opens(HISTORY).sees(EventHistory);
        assert!(visit.rows().len() > 3);
        let names = |path: &str| -> Vec<String> {
            let rows = owner.browser().opens(path).sees(EventHistory).rows();
            rows.into_iter().map(|row| row[0].clone()).collect()
        };
        let of_hanako = names("/console/events?person=hanako");
        assert!(of_hanako.iter().any(|name| name.starts_with("ConsoleLogin")), "{of_hanako:?}");
        assert!(of_hanako.iter().all(|name| !name.starts_with("EnableMFADevice")), "{of_hanako:?}");
        let of_phone = names("/console/events?device=mfa/phone");
        assert!(of_phone.iter().any(|name| name.starts_with("EnableMFADevice")), "{of_phone:?}");
        assert!(names("/console/events?refused=on&event=EnableMFADevice").is_empty());
        owner.browser().opens("/console/events?from=yesterday").says(Lang::error_date);
        assert_eq!(owner.browser().status(), 422);
        assert!(names("/console/events?until=2000-01-01").is_empty());
    }

    fn an_event_is_shown_whole_and_nobody_elses_is(w) {
        let (keiri, eigyo) = (w.account("keiri"), w.account("eigyo"));
        let owner = keiri.owner();
        owner.signs_in_with_password();
        let visit = owner.browser().opens(HISTORY);
        let path = visit.address_of(|_| "CreateAccount");
        visit.opens(&path).says(Lang::event_record).says(Lang::events_not_sealed);
        w.seals();
        visit.opens(&path).says(Lang::event_sealed);
        let stranger = eigyo.owner();
        stranger.signs_in_with_password();
        stranger.browser().opens(&path).sees(NotFound);
    }

    fn who_may_not_look_up_events_sees_neither_the_page_nor_the_way_to_it(w) {
        let keiri = w.account("keiri");
        let hanako = keiri.user("hanako");
        let visit = hanako.signs_in_with_password().sees(ConsoleHome);
        assert!(!visit.has_link(Lang::nav_events));
        visit.opens(HISTORY).sees(NotAllowed);
    }

    fn what_is_found_is_downloaded_whole_and_opens_harmlessly(w) {
        let (keiri, eigyo) = (w.account("keiri"), w.account("eigyo"));
        let owner = keiri.owner();
        owner.enrols("phone");
        keiri.user("=SUM").signs_in_with_password();
        eigyo.user("taro").signs_in_with_password();
        let visit = owner.browser().opens(HISTORY).sees(EventHistory);
        assert!(visit.has_link(Lang::events_csv) && visit.has_link(Lang::events_json_lines));
        let shown = visit.rows().len();
        let file = |path: &str| String::from_utf8(visit.opens(path).body()).expect("UTF-8");
        let csv = file("/console/events.csv");
        assert_eq!(csv.lines().count(), shown + 1, "{csv}");
        assert!(csv.starts_with('\u{FEFF}') && csv.contains(",'=SUM,"), "{csv}");
        assert!(!csv.contains("taro"), "of another account there is nothing");
        let lines = file("/console/events.jsonl?event=EnableMFADevice");
        assert_eq!(lines.lines().count(), 1, "{lines}");
        assert!(lines.contains("\"recipientAccountId\""), "{lines}");
        // What is wrong in the form is said on the page, and there is no file.
        visit.opens("/console/events.csv?from=yesterday").sees(EventHistory).says(Lang::error_date);
        let hanako = keiri.user("hanako");
        let visit = hanako.signs_in_with_password();
        visit.opens("/console/events.csv").sees(NotAllowed);
        visit.opens("/console/events.jsonl").sees(NotAllowed);
    }

    /// Decision 42: a name that nobody has may be a password in the wrong field.
    fn op_2_names_that_nobody_has_are_counted_by_network_and_not_kept(w) {
        let keiri = w.account("keiri");
        keiri.owner().signs_in_with_password();
        w.looks_away();
        let thief = w.browser();
        for _ in 0..3 {
            thief.opens("/signin/user").fills("account", "keiri").fills("user_name", "(fake)password").fills("password", WRONG);
            thief.presses(Lang::signin_button).sees(UserDoor);
        }
        w.advance(minutes(1));
        w.writes_stamps();
        w.tells(&["ConsoleLogin Failure userName=HIDDEN_DUE_TO_SECURITY_REASONS attempts=3"]);
    }
}
