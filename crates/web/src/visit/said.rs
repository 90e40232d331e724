//! What a page says of a refusal, as `crate::aws::said` says it on AWS's wire.

use service::Refusal;
use service::refusal::{ClosingFault, Entity, PolicyFault, RecoveryFault};

use crate::http::Problem;

/// What a page says of a refusal that leads nowhere else.
pub(super) fn said(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::OnlyRoot => Problem::OnlyRoot,
        Refusal::Billing(fault) => Problem::Billing(*fault),
        Refusal::OnlyAdministrators => Problem::OnlyAdministrators,
        Refusal::MfaNeeded => Problem::MfaNeeded,
        Refusal::LastFactor => Problem::LastFactor,
        Refusal::HasDevice => Problem::HasDevice,
        Refusal::NotForOneself => Problem::NotForOneself,
        Refusal::NoSuchEntity(Entity::PendingDevice) => Problem::FormTooOld,
        Refusal::NoSuchEntity(_) => Problem::NotFound,
        Refusal::ConcurrentModification
        | Refusal::EntityAlreadyExists(_)
        | Refusal::LimitExceeded(_)
        | Refusal::DeleteConflict(_)
        | Refusal::DeviceHeld(_)
        | Refusal::DeviceInUse
        | Refusal::TokenUnavailable
        | Refusal::DeviceAssigned
        | Refusal::RootEmail(_) => Problem::Conflict,
        Refusal::Policy(fault) => of_policy(fault),
        Refusal::Recovery(fault) => of_recovery(*fault),
        Refusal::Closing(fault) => of_closing(*fault),
        // What only AWS's wire or the operator asks for.
        Refusal::Import(_)
        | Refusal::Organization(_)
        | Refusal::Program(_)
        | Refusal::InvalidUserType
        | Refusal::Tags(_)
        | Refusal::ReportNotPresent
        | Refusal::ReportExpired
        | Refusal::TokenInvalid
        | Refusal::TokenExpired
        | Refusal::SessionWithoutMfa
        | Refusal::RootTakesNoRole
        | Refusal::Session(_)
        | Refusal::DeviceRefused
        // What leads elsewhere.
        | Refusal::SessionOver(_)
        | Refusal::NotFresh(_)
        | Refusal::PastDue(_)
        | Refusal::EnrolmentProofNeeded(_)
        | Refusal::OnlyRegisters
        | Refusal::RoleOver
        | Refusal::UserNameMissing
        | Refusal::AnotherAdministrator(_)
        | Refusal::OnTrial(_)
        | Refusal::TicketOver
        | Refusal::SetUpClosed
        | Refusal::AccessDenied { .. }
        | Refusal::Busy { .. }
        | Refusal::Unavailable(_)
        | Refusal::StorageFull => Problem::Internal,
        Refusal::Invalid(_)
        | Refusal::PairRefused(_)
        | Refusal::SignInFailed
        | Refusal::SignInWait(_)
        | Refusal::PasswordExpired
        | Refusal::CodeRefused { .. }
        | Refusal::GuessesSpent
        | Refusal::KeyRefused(_)
        | Refusal::Enrolment(_)
        | Refusal::ReasonMissing
        | Refusal::UnknownTimeZone
        | Refusal::TooManyMails
        | Refusal::NoMail
        | Refusal::WrongPassword => Problem::BadForm,
    }
}

fn of_policy(fault: &PolicyFault) -> Problem {
    match fault {
        PolicyFault::TooLarge(..) | PolicyFault::Outside => Problem::Conflict,
        PolicyFault::Malformed(_) | PolicyFault::Arn(_) | PolicyFault::NotSimulated(_) => {
            Problem::BadForm
        }
    }
}

fn of_recovery(fault: RecoveryFault) -> Problem {
    match fault {
        RecoveryFault::CodesOff | RecoveryFault::Over | RecoveryFault::ProofOver => {
            Problem::Conflict
        }
        RecoveryFault::Waits(_) | RecoveryFault::Nothing => Problem::Internal,
    }
}

fn of_closing(fault: ClosingFault) -> Problem {
    match fault {
        ClosingFault::Closed | ClosingFault::ReopeningNeedsMfa => Problem::AccountClosed,
        ClosingFault::Management | ClosingFault::Not(_) => Problem::Conflict,
        ClosingFault::Confirmation => Problem::BadForm,
    }
}
