//! The forms of the seal of the trail.

use rules::trail::{Chain, Happened, Head, Mark, TrailKey};

use super::{account_id, at, form};

pub(super) fn forms() -> Vec<String> {
    let key = TrailKey::new("fake", [1; 32].into());
    let event = Happened {
        position: 7,
        at: at(),
        id: "e1",
        body: b"{}",
    };
    let mut head = Head::begin(Chain::Account(account_id()), &key);
    let block = head.append(None, &[event], &key).remove(0);
    let sealed = form(&head);
    assert!(head.cut(&block, at(), "operator:alice", &key));
    let installation = Head::begin(Chain::Installation, &key);
    vec![
        form(&block),
        sealed,
        form(&head),
        form(&installation),
        form(&Mark::new(7, 1, &key)),
    ]
}
