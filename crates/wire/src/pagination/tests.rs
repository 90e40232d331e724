use proptest::prelude::*;

use super::*;
use crate::iam::{AssignmentStatus, ListUsersRequest, ListVirtualMFADevicesRequest};

const ACCOUNT: &str = "123456789012";

fn key(byte: u8) -> MarkerKey {
    MarkerKey::new([byte; 32])
}

fn users(
    path_prefix: Option<&str>,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> ListUsersRequest {
    ListUsersRequest {
        path_prefix: path_prefix.map(str::to_owned),
        marker: marker.map(str::to_owned),
        max_items,
    }
}

fn marker(position: &str, request: &ListUsersRequest) -> String {
    marker_after(position, request, &key(1), ACCOUNT).unwrap()
}

#[test]
fn a_page_has_100_items_if_nobody_says_and_begins_at_the_beginning() {
    for (asked, expected) in [
        (None, 100),
        (Some(1), 1),
        (Some(1000), 1000),
        (Some(1001), 1000),
    ] {
        let page = page(&users(None, None, asked), &key(1), ACCOUNT).unwrap();
        assert_eq!(
            page,
            Page {
                after: None,
                items_max: expected
            },
            "{asked:?}"
        );
    }
}

#[test]
fn a_marker_goes_on_where_it_was_made_also_with_another_page_size() {
    let first = users(Some("/team/"), None, Some(1));
    let marker = marker("hanako", &first);
    let next = users(Some("/team/"), Some(&marker), Some(2));
    let page = page(&next, &key(1), ACCOUNT).unwrap();
    assert_eq!(page.after.as_deref(), Some("hanako"));
}

#[test]
fn a_marker_opens_no_other_list() {
    let marker = marker("hanako", &users(Some("/team/"), None, None));
    let refused = |request: &ListUsersRequest, key: &MarkerKey, account: &str| {
        let error = page(request, key, account).unwrap_err();
        assert_eq!(error.to_string(), "ValidationError: Invalid Marker.");
    };
    refused(
        &users(Some("/other/"), Some(&marker), None),
        &key(1),
        ACCOUNT,
    );
    refused(&users(None, Some(&marker), None), &key(1), ACCOUNT);
    refused(
        &users(Some("/team/"), Some(&marker), None),
        &key(1),
        "210987654321",
    );
    refused(
        &users(Some("/team/"), Some(&marker), None),
        &key(2),
        ACCOUNT,
    );

    let devices = |assignment_status, marker| ListVirtualMFADevicesRequest {
        assignment_status,
        marker,
        max_items: None,
    };
    let all = marker_after("x", &devices(None, None), &key(1), ACCOUNT).unwrap();
    assert!(page(&devices(None, Some(all.clone())), &key(1), ACCOUNT).is_ok());
    let assigned = devices(Some(AssignmentStatus::Assigned), Some(all.clone()));
    assert!(page(&assigned, &key(1), ACCOUNT).is_err());
    refused(&users(None, Some(&all), None), &key(1), ACCOUNT);
}

#[test]
fn the_longest_position_fits_in_a_marker_that_the_model_accepts() {
    let request = users(None, None, None);
    let longest = "p".repeat(POSITION_BYTES_MAX);
    assert_eq!(marker(&longest, &request).len(), MARKER_CHARS_MAX);
    let refused = marker_after(&format!("{longest}p"), &request, &key(1), ACCOUNT);
    assert_eq!(refused, Err(PositionTooLong(229)));
}

proptest! {
    #[test]
    fn any_position_comes_back(position in ".{0,50}") {
        let marker = marker(&position, &users(None, None, None));
        let page = page(&users(None, Some(&marker), None), &key(1), ACCOUNT).unwrap();
        prop_assert_eq!(page.after, Some(position));
    }

    #[test]
    fn a_changed_marker_is_refused(position in "[a-z]{0,20}", at: prop::sample::Index, letter in "[A-Za-z0-9_-]") {
        let mut marker = marker(&position, &users(None, None, None)).into_bytes();
        let at = at.index(marker.len());
        prop_assume!(marker[at] != letter.as_bytes()[0]);
        marker[at] = letter.as_bytes()[0];
        let marker = String::from_utf8(marker).unwrap();
        prop_assert!(page(&users(None, Some(&marker), None), &key(1), ACCOUNT).is_err());
    }

    #[test]
    fn a_made_up_marker_is_refused(marker in ".{0,60}") {
        prop_assert!(page(&users(None, Some(&marker), None), &key(1), ACCOUNT).is_err());
    }
}
