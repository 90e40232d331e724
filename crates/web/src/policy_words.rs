//! What a policy allows and denies, in sentences.
//!
//! A sentence says no less than its statement: patterns and values stand as they are written, every
//! condition is named, and where an operator also holds for a key that the request lacks, it says so.

use policy::{Asked, Effect, Policy, Reading, Said};

use crate::lang::Lang;

/// One sentence for each statement, in their order.
pub(crate) fn sentences(t: Lang, policy: &Policy) -> Vec<String> {
    policy
        .readings()
        .iter()
        .map(|reading| sentence(t, reading))
        .collect()
}

fn sentence(t: Lang, reading: &Reading<'_>) -> String {
    let what = what(t, reading);
    let deed = match reading.effect {
        Effect::Allow => t.reads_allows(what),
        Effect::Deny => t.reads_denies(what),
    };
    close_up(&match reading.conditions.as_slice() {
        [] => t.reads_always(deed),
        [only] if reading.effect == Effect::Deny && is_unless_true(only) => {
            t.reads_unless(only.key, deed)
        }
        all => {
            let all: Vec<String> = all.iter().map(|asked| condition(t, asked)).collect();
            t.reads_if(all.join(t.reads_and()), deed)
        }
    })
}

/// Takes away the spaces between Japanese words, which stand where an English one may have been put in.
fn close_up(sentence: &str) -> String {
    let signs: Vec<char> = sentence.chars().collect();
    let is_japanese = |at: Option<usize>| {
        at.and_then(|at| signs.get(at))
            .is_some_and(|sign| *sign >= '\u{3000}')
    };
    let kept = signs.iter().enumerate().filter(|(at, sign)| {
        **sign != ' ' || !is_japanese(at.checked_sub(1)) || !is_japanese(at.checked_add(1))
    });
    kept.map(|(_, sign)| *sign).collect()
}

/// `BoolIfExists` with `false` holds exactly where the key is not there or is not `true`.
fn is_unless_true(asked: &Asked<'_>) -> bool {
    asked.operator == "BoolIfExists" && asked.values == ["false"]
}

fn what(t: Lang, reading: &Reading<'_>) -> String {
    let actions = listed(t, &reading.actions, t.reads_every_action());
    let on = match &reading.resources {
        None => actions,
        Some(resources) => {
            let resources = listed(t, resources, t.reads_every_resource());
            t.reads_on(actions, resources)
        }
    };
    match &reading.who {
        None => on,
        Some(who) => t.reads_by(on, listed(t, who, t.reads_everybody())),
    }
}

fn listed(t: Lang, said: &Said<'_>, everything: &str) -> String {
    let listed = said.listed.join(t.reads_comma());
    if said.is_everything() {
        everything.to_owned()
    } else if said.all_but {
        t.reads_except(everything, listed)
    } else {
        listed
    }
}

/// A condition in words, or with its operator as it is written where there are none for it.
fn condition(t: Lang, asked: &Asked<'_>) -> String {
    let (qualifier, rest) = asked
        .operator
        .split_once(':')
        .map_or(("", asked.operator.as_str()), |(before, rest)| {
            (before, rest)
        });
    let (base, if_exists) = rest
        .strip_suffix("IfExists")
        .map_or((rest, false), |base| (base, true));
    let key = match qualifier {
        "ForAllValues" => t.reads_each_value(asked.key),
        "ForAnyValue" => t.reads_some_value(asked.key),
        _ => asked.key.to_owned(),
    };
    let values = asked.values.join(t.reads_or());
    let is_negated = base.contains("Not");
    let words = match base {
        "Null" if asked.values == ["true"] => t.reads_absent(key),
        "Null" if asked.values == ["false"] => t.reads_present(key),
        "StringEquals" | "NumericEquals" | "DateEquals" | "Bool" | "BinaryEquals" => {
            t.reads_is(key, values)
        }
        "StringEqualsIgnoreCase" => t.reads_is_whatever_case(key, values),
        "StringNotEquals" | "NumericNotEquals" | "DateNotEquals" => t.reads_is_not(key, values),
        "StringNotEqualsIgnoreCase" => t.reads_is_not_whatever_case(key, values),
        "StringLike" | "ArnLike" | "ArnEquals" => t.reads_matches(key, values),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => t.reads_matches_not(key, values),
        "IpAddress" => t.reads_in(key, values),
        "NotIpAddress" => t.reads_not_in(key, values),
        "NumericLessThan" | "DateLessThan" => t.reads_below(key, values),
        "NumericLessThanEquals" | "DateLessThanEquals" => t.reads_at_most(key, values),
        "NumericGreaterThan" | "DateGreaterThan" => t.reads_above(key, values),
        "NumericGreaterThanEquals" | "DateGreaterThanEquals" => t.reads_at_least(key, values),
        other => t.reads_operator(key, other, values),
    };
    // Without a qualifier, an opposite also holds for a key that is not there; `ForAllValues` always does.
    let holds_without = match qualifier {
        "ForAllValues" => true,
        "ForAnyValue" => if_exists,
        _ => if_exists || (is_negated && base != "Null"),
    };
    if holds_without {
        t.reads_or_absent(words)
    } else {
        words
    }
}

/// A document with one entry on each line; nothing but the white space around its signs changes.
pub(crate) fn laid_out(document: &str) -> String {
    let mut out = String::with_capacity(document.len() * 2);
    let (mut depth, mut in_string, mut is_escaped) = (0_usize, false, false);
    let mut signs = document.chars().peekable();
    while let Some(sign) = signs.next() {
        if in_string {
            out.push(sign);
            in_string = is_escaped || sign != '"';
            is_escaped = !is_escaped && sign == '\\';
            continue;
        }
        match sign {
            _ if sign.is_ascii_whitespace() => {}
            '{' | '[' => {
                depth += 1;
                out.push(sign);
                while signs.next_if(char::is_ascii_whitespace).is_some() {}
                if !matches!(signs.peek(), Some('}' | ']')) {
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                if !out.ends_with(['{', '[']) {
                    new_line(&mut out, depth);
                }
                out.push(sign);
            }
            ',' => {
                out.push(sign);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = sign == '"';
                out.push(sign);
            }
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(t: Lang, statement: &str) -> String {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":{{{statement}}}}}"#);
        let policy = Policy::parse(&text).expect("a policy");
        sentences(t, &policy).remove(0)
    }

    #[test]
    fn a_sentence_names_what_is_allowed_and_on_what() {
        let all = r#""Effect":"Allow","Action":"*","Resource":"*""#;
        assert_eq!(
            said(Lang::En, all),
            "Allows every action on every resource."
        );
        let some = r#""Effect":"Allow","Action":["iam:Get*","iam:ListUsers"],"NotResource":"arn:aws:iam::*:user/root*""#;
        assert_eq!(
            said(Lang::En, some),
            "Allows iam:Get*, iam:ListUsers on every resource except arn:aws:iam::*:user/root*."
        );
    }

    #[test]
    fn the_pattern_that_requires_mfa_reads_as_people_say_it() {
        let deny = r#""Effect":"Deny","NotAction":"iam:EnableMFADevice","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}"#;
        assert_eq!(
            said(Lang::En, deny),
            "Denies every action except iam:EnableMFADevice on every resource, unless aws:MultiFactorAuthPresent is true."
        );
        assert!(said(Lang::Ja, deny).contains("aws:MultiFactorAuthPresent が true でない限り"));
    }

    #[test]
    fn who_and_what_stand_in_their_places() {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:username":"true"}}}}"#;
        let policy = Policy::parse_as(policy::Kind::Trust, text).expect("a policy");
        assert_eq!(
            sentences(Lang::En, &policy),
            ["Allows sts:AssumeRole, to arn:aws:iam::123456789012:root, if aws:username is true."]
        );
        assert_eq!(
            sentences(Lang::Ja, &policy),
            [
                "aws:username が true である場合に、arn:aws:iam::123456789012:root による sts:AssumeRole を許可します。"
            ]
        );
        let all = r#""Effect":"Allow","Action":"*","Resource":"*""#;
        assert_eq!(
            said(Lang::Ja, all),
            "すべてのリソースに対するすべてのアクションを許可します。"
        );
    }

    #[test]
    fn a_document_is_laid_out_and_its_texts_stay() {
        let text = r#"{"Sid":"a\"{,:","List":[ ],"Two":["x","y"]}"#;
        let expected = "{\n  \"Sid\": \"a\\\"{,:\",\n  \"List\": [],\n  \"Two\": [\n    \"x\",\n    \"y\"\n  ]\n}";
        assert_eq!(laid_out(text), expected);
        for managed in policy::managed::managed() {
            let again = Policy::parse_as(policy::Kind::Managed, &laid_out(managed.document));
            assert_eq!(again.as_ref(), Ok(&managed.policy), "{}", managed.name);
        }
    }

    /// `Bool` without `IfExists` lets long-term keys through: the sentence must not sound as if it did not.
    #[test]
    fn a_condition_says_whether_it_holds_for_a_key_that_is_not_there() {
        let condition = |operator: &str, value: &str| {
            let statement = format!(
                r#""Effect":"Deny","Action":"*","Resource":"*","Condition":{{"{operator}":{{"aws:username":"{value}"}}}}"#
            );
            said(Lang::En, &statement)
        };
        for (operator, is_said) in [
            ("StringEquals", false),
            ("StringEqualsIfExists", true),
            ("StringNotEquals", true),
            ("ForAllValues:StringEquals", true),
            ("ForAnyValue:StringEquals", false),
            ("ForAnyValue:StringNotEquals", false),
        ] {
            let text = condition(operator, "hanako");
            assert_eq!(
                text.contains("or is not there"),
                is_said,
                "{operator}: {text}"
            );
        }
        assert!(condition("Bool", "false").contains(", if aws:username is false."));
        assert!(condition("Null", "true").contains("aws:username is not there"));
    }
}
