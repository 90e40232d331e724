//! What a new policy can start from: AWS's own examples, whole access, reading, and trust policies.

use policy::{Kind, managed};

use crate::lang::Lang;
use crate::policy_words;

/// A document to start from.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its name in addresses.
    pub id: &'static str,
    /// What it is for.
    pub label: &'static str,
}

/// The account that the examples of other accounts name: one of those that AWS's documents use.
const OTHER_ACCOUNT: &str = "111122223333";

/// Stops everything but enrolment without MFA (IAM user guide: "deny all except listed if no MFA").
const DENY_WITHOUT_MFA: &str = r#"{"Version":"2012-10-17","Statement":[{"Sid":"DenyAllButEnrolmentWithoutMfa","Effect":"Deny","NotAction":["iam:CreateVirtualMFADevice","iam:EnableMFADevice","iam:GetUser","iam:ListMFADevices","iam:ListVirtualMFADevices","iam:ResyncMFADevice","sts:GetSessionToken"],"Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}}]}"#;

/// The documents that this kind of policy can start from, in the order of the list.
pub(crate) fn starts(t: Lang, kind: Kind) -> Vec<Start> {
    let named: &[(&'static str, &'static str)] = match kind {
        Kind::Trust => &[
            ("account-mfa", t.start_account_mfa()),
            ("account", t.start_account()),
            ("other-account", t.start_other_account()),
            ("external-id", t.start_external_id()),
        ],
        _ => &[
            ("ManageOwnCredentialsWithMfa", t.start_own_with_mfa()),
            ("ManageOwnMfaDevices", t.start_own_devices()),
            ("ManageOwnSecurityKeys", t.start_own_keys()),
            ("ManageOwnCredentialsWithoutMfa", t.start_own_without_mfa()),
            ("ChangeOwnPassword", t.start_own_password()),
            ("deny-without-mfa", t.start_deny_without_mfa()),
            ("administrator", t.start_administrator()),
            ("read-only", t.start_read_only()),
        ],
    };
    let start = |(id, label): &(&'static str, &'static str)| Start { id, label };
    named.iter().map(start).collect()
}

/// The document of this name, laid out; none for a name that is not in the list.
pub(crate) fn document(kind: Kind, id: &str, account: &str) -> Option<String> {
    if kind == Kind::Trust {
        return trust(id, account);
    }
    let text = match id {
        "deny-without-mfa" => DENY_WITHOUT_MFA,
        "administrator" => managed::find(managed::ADMINISTRATOR_ACCESS)?.document,
        "read-only" => managed::find(managed::READ_ONLY_ACCESS)?.document,
        name => {
            let mut templates = managed::templates().iter();
            templates.find(|template| template.name == name)?.document
        }
    };
    Some(policy_words::laid_out(text))
}

fn trust(id: &str, account: &str) -> Option<String> {
    let (account, condition) = match id {
        "account-mfa" => (account, r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#),
        "account" => (account, ""),
        "other-account" => (
            OTHER_ACCOUNT,
            r#""Bool":{"aws:MultiFactorAuthPresent":"true"}"#,
        ),
        "external-id" => (
            OTHER_ACCOUNT,
            r#""StringEquals":{"sts:ExternalId":"example-id"}"#,
        ),
        _ => return None,
    };
    let condition = match condition {
        "" => String::new(),
        condition => format!(r#","Condition":{{{condition}}}"#),
    };
    Some(policy_words::laid_out(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole"{condition}}}]}}"#
    )))
}

#[cfg(test)]
mod tests {
    use policy::Policy;

    use super::*;

    #[test]
    fn every_document_of_the_list_is_a_policy_of_its_kind() {
        for kind in [Kind::Managed, Kind::Trust] {
            let starts = starts(Lang::En, kind);
            assert!(!starts.is_empty());
            for start in starts {
                let text = document(kind, start.id, "123456789012").expect(start.id);
                assert!(Policy::parse_as(kind, &text).is_ok(), "{}", start.id);
            }
            assert_eq!(document(kind, "nothing", "123456789012"), None);
        }
    }
}
