use super::*;

fn account() -> AccountId {
    AccountId::parse("123456789012").unwrap()
}

/// What becomes of a profile in which one field was typed.
fn parse(
    typed: impl FnOnce(&mut TypedProfile),
) -> Result<BillingProfile, Vec<(ProfileField, ProfileFault)>> {
    let mut profile = TypedProfile::default();
    typed(&mut profile);
    BillingProfile::parse(account(), &profile)
}

fn note(text: &str) -> Result<String, ProfileFault> {
    let parsed = parse(|profile| text.clone_into(&mut profile.payment_note));
    parsed
        .map(|profile| profile.payment_note)
        .map_err(|faults| faults[0].1)
}

fn tax(country: &str, number: &str) -> Result<String, ProfileFault> {
    let parsed = parse(|profile| {
        country.clone_into(&mut profile.country);
        number.clone_into(&mut profile.tax_number);
    });
    parsed
        .map(|profile| profile.tax_number)
        .map_err(|faults| faults[0].1)
}

#[test]
fn nothing_has_to_be_said() {
    assert_eq!(parse(|_| ()), Ok(BillingProfile::of(account())));
}

#[test]
fn every_field_that_will_not_do_is_named_at_once() {
    let faults = parse(|profile| {
        profile.company = "あ".repeat(NAME_MAX + 1);
        profile.country = "XX".to_owned();
        profile.contact_email = "keiri".to_owned();
        profile.contact_phone = "ask Hanako".to_owned();
        profile.currency = "XXX".to_owned();
    });
    assert_eq!(
        faults,
        Err(vec![
            (ProfileField::Country, ProfileFault::Country),
            (ProfileField::Company, ProfileFault::TooLong(NAME_MAX)),
            (ProfileField::ContactPhone, ProfileFault::Phone),
            (ProfileField::Currency, ProfileFault::Currency),
            (ProfileField::ContactEmail, ProfileFault::Email),
        ])
    );
}

#[test]
fn as_much_as_there_may_be_is_taken() {
    let full = parse(|profile| {
        profile.company = "あ".repeat(NAME_MAX);
        profile.postal_code = "1".repeat(12) + &"a".repeat(POSTAL_CODE_MAX - 12);
        profile.address = "あ".repeat(ADDRESS_MAX);
        profile.payment_note = "あ".repeat(NOTE_MAX);
        profile.contact_phone = "＋８１（３）1234-5678".to_owned();
        profile.country = "ｊｐ".to_owned();
        profile.currency = "jpy".to_owned();
    });
    let full = full.unwrap();
    assert_eq!(full.contact_phone, "+81(3)1234-5678");
    assert_eq!((&*full.country, &*full.currency), ("JP", "JPY"));
    assert_eq!(
        note(&"あ".repeat(NOTE_MAX + 1)),
        Err(ProfileFault::TooLong(NOTE_MAX))
    );
}

/// The first number is the National Tax Agency's own.
#[test]
fn in_japan_a_registration_number_is_t_and_13_digits_that_fit_together() {
    for (number, kept) in [
        ("T7000012050002", Ok("T7000012050002")),
        ("ｔ７０００－０１２０－５０００２", Ok("T7000012050002")),
        ("", Ok("")),
        ("7000012050002", Err(ProfileFault::JapaneseForm)),
        ("T700001205000", Err(ProfileFault::JapaneseForm)),
        ("T70000120500022", Err(ProfileFault::JapaneseForm)),
        ("T70000120500O2", Err(ProfileFault::JapaneseForm)),
        ("T7000012050003", Err(ProfileFault::JapaneseCheckDigit)),
        ("T0000012050002", Err(ProfileFault::JapaneseCheckDigit)),
    ] {
        assert_eq!(tax("JP", number), kept.map(str::to_owned), "{number}");
    }
}

#[test]
fn elsewhere_a_registration_number_is_as_it_is_written() {
    assert_eq!(tax("DE", " DE 123456789 "), Ok("DE 123456789".to_owned()));
    assert_eq!(tax("", "T1"), Ok("T1".to_owned()));
    assert_eq!(
        tax("DE", &"9".repeat(TAX_NUMBER_MAX + 1)),
        Err(ProfileFault::TooLong(TAX_NUMBER_MAX))
    );
}

#[test]
fn what_looks_like_the_number_of_a_card_is_refused_in_any_field_of_free_text() {
    for text in [
        "4111111111111111",
        "card 4111 1111 1111 1111, until 12/30",
        "4111-1111-1111-1111",
        "４１１１　１１１１　１１１１　１１１１",
        "PO 12 4111 1111 1111 1111 77",
        "378282246310005",
        "4222222222222",
    ] {
        assert_eq!(note(text), Err(ProfileFault::CardNumber), "{text}");
    }
    for text in [
        "4111111111111112",
        "PO 2024-07-16, cost centre 4711",
        "0000 0000 0000 0000",
        "411111111111",
        "41111111111111111111",
        "1234567890",
    ] {
        assert_eq!(note(text), Ok(text.to_owned()), "{text}");
    }
    let company = parse(|profile| profile.company = "4111111111111111".to_owned());
    assert_eq!(
        company,
        Err(vec![(ProfileField::Company, ProfileFault::CardNumber)])
    );
}

#[test]
fn editing_is_never_open_where_viewing_is_shut() {
    let table = [
        (false, false, [false, false]),
        (false, true, [false, false]),
        (true, false, [true, false]),
        (true, true, [true, true]),
    ];
    for (activated, edits, opens) in table {
        let access = IamAccess::of_switches(activated, edits);
        let opened = [Wanted::View, Wanted::Edit].map(|wanted| access.opens(wanted));
        assert_eq!(opened, opens, "{activated} {edits}");
    }
    assert_eq!(IamAccess::default(), IamAccess::Deactivated);
}

#[test]
fn an_action_about_billing_wants_to_view_or_to_edit() {
    for (action, wanted) in [
        ("billing:GetBillingData", Some(Wanted::View)),
        ("payments:ListPaymentPreferences", Some(Wanted::View)),
        ("aws-portal:ViewBilling", Some(Wanted::View)),
        ("billing:UpdateBillingPreferences", Some(Wanted::Edit)),
        ("tax:PutTaxRegistration", Some(Wanted::Edit)),
        ("billing:RedeemCredits", Some(Wanted::Edit)),
        ("iam:GetUser", None),
        ("billing", None),
    ] {
        assert_eq!(Wanted::by(action), wanted, "{action}");
    }
}
