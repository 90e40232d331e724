//! When the store fails under a call: everything or nothing, and an error that clients try again.

use store::{Faults, Verb};
use testkit::{ADMINISTRATOR, Answered, Program, World, story};

/// More calls of the store than one call of AWS's wire makes.
const CALLS_MAX: u64 = 40;

fn is_unavailable(answered: &Answered) {
    answered
        .refused("ServiceUnavailable", 503)
        .says("Type", "Receiver");
}

/// Lets each call of the store fail in turn, until none is left to fail. Gives back the last answer.
fn each_fails(w: &World, asks: impl Fn() -> Answered, looks: impl Fn()) -> Answered {
    for nth in 1.. {
        assert!(
            nth <= CALLS_MAX,
            "the store is asked more than {CALLS_MAX} times"
        );
        let faults = Faults::default();
        faults.fail_call(nth);
        let mut answered = None;
        w.while_the_store_fails(&faults, || answered = Some(asks()));
        let answered = answered.expect("it was asked");
        if faults.calls() < nth || answered.status() == 200 {
            assert!(nth > 2, "the store is asked more often than {nth} times");
            return answered;
        }
        is_unavailable(&answered);
        looks();
    }
    unreachable!("the loop ends with an answer")
}

fn has_no_device(program: &Program) {
    assert!(
        program
            .asks("ListMFADevices", &[])
            .succeeds()
            .members("MFADevices")
            .is_empty()
    );
}

story! {
    fn otp_3_a_session_is_given_only_if_the_use_of_its_code_is_written(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        each_fails(w, || hanako.gives(&phone, &code), || {}).succeeds();
        hanako.gives(&phone, &code).refused("AccessDenied", 403);
    }

    fn otp_3_a_code_whose_use_was_written_is_used_also_if_nobody_heard_of_it(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        let faults = Faults::default();
        faults.lose_answer(1);
        w.while_the_store_fails(&faults, || is_unavailable(&hanako.gives(&phone, &code)));
        hanako.gives(&phone, &code).refused("AccessDenied", 403);
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }

    fn a_device_is_assigned_wholly_or_not_at_all(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.makes_device("phone");
        let (first, second) = (phone.fresh_code(), phone.next_code());
        each_fails(w, || hanako.enables_with("hanako", &phone, &first, &second), || has_no_device(&hanako)).succeeds();
        hanako.gives(&phone, &phone.next_code()).succeeds();
    }

    fn a_key_or_a_user_is_made_wholly_or_not_at_all(w) {
        let keiri = w.account_with_key("keiri");
        let root = keiri.program();
        each_fails(w, || root.asks("CreateUser", &[("UserName", "hanako")]), || {
            assert!(root.asks("ListUsers", &[]).members("Users").is_empty());
        }).succeeds();
        each_fails(w, || root.asks("CreateAccessKey", &[("UserName", "hanako")]), || {
            assert!(root.asks("ListAccessKeys", &[("UserName", "hanako")]).members("AccessKeyMetadata").is_empty());
        }).succeeds();
    }

    /// What another writer changed meanwhile is read again.
    fn a_call_that_meets_another_writer_is_tried_again(w) {
        let keiri = w.account_with_key("keiri");
        let (_, hanako) = keiri.with_key("hanako", &[ADMINISTRATOR]);
        let phone = hanako.enrols("hanako", "phone");
        let code = phone.next_code();
        let faults = Faults::default();
        faults.conflict(1);
        w.while_the_store_fails(&faults, || {
            hanako.gives(&phone, &code).succeeds();
        });
        let faults = Faults::default();
        for nth in 1..=16 {
            faults.conflict(nth);
        }
        w.while_the_store_fails(&faults, || {
            hanako.asks("CreateUser", &[("UserName", "taro")]).refused("ConcurrentModification", 409);
        });
        assert_eq!(hanako.asks("ListUsers", &[]).texts("UserName"), ["hanako"]);
        let faults = Faults::default();
        faults.fail(Verb::Commit, 1);
        w.while_the_store_fails(&faults, || is_unavailable(&hanako.asks("CreateUser", &[("UserName", "taro")])));
        assert_eq!(hanako.asks("ListUsers", &[]).texts("UserName"), ["hanako"]);
    }
}
