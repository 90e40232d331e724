//! One operation about one thing, and what it comes to for everybody who could ask.

use service::Refusal;
use service::call::Operation;
use service::refusal::{
    ClosingFault, EmailFault, OrganizationFault, PolicyFault, ProgramFault, RecoveryFault,
};
use service::table::{Authority, Door, Listed, Row};

use crate::program::Program;
use crate::scene::{Scene, Who};

/// Asks in a scene.
type Run = dyn Fn(&Scene) -> Result<(), Refusal>;

/// One operation about one thing.
pub(crate) struct Attempt {
    pub(crate) row: &'static Row,
    pub(crate) operation: &'static str,
    pub(crate) about: &'static str,
    /// Root is no user, so what users do about themselves is nothing for root.
    root_too: bool,
    /// It is about somebody's first device, so whoever has one already cannot try.
    of_the_first_device: bool,
    /// The only door at which it is tried, of an operation that stands at both.
    only_at: Option<Door>,
    pub(crate) run: Box<Run>,
}

pub(crate) fn attempt<O: Operation>(
    about: &'static str,
    operation: impl Fn(&Scene) -> O + 'static,
) -> Attempt {
    Attempt {
        row: <O as Listed>::ROW,
        operation: std::any::type_name::<O>(),
        about,
        root_too: true,
        of_the_first_device: false,
        only_at: None,
        run: Box::new(move |scene| {
            let operation = operation(scene);
            scene.ask(&scene.asker(), &operation).map(drop)
        }),
    }
}

impl Attempt {
    pub(crate) fn of_users(self) -> Self {
        Self {
            root_too: false,
            ..self
        }
    }

    pub(crate) fn of_the_first_device(self) -> Self {
        Self {
            of_the_first_device: true,
            ..self
        }
    }

    pub(crate) fn only_at(self, door: Door) -> Self {
        Self {
            only_at: Some(door),
            ..self
        }
    }

    /// Whether it is tried at this door, the console's or the wire's.
    pub(crate) fn is_tried_at(&self, door: Door) -> bool {
        [door, Door::Both].contains(&self.only_at.unwrap_or(self.row.door))
    }

    pub(crate) fn outcome(&self, who: Who) -> String {
        let is_root = who.owner() == crate::scene::Owner::Root;
        if is_root && !self.root_too {
            return "–".to_owned();
        }
        match who {
            Who::Program(program) => self.of_program(program),
            person => self.of_person(person),
        }
    }

    fn of_person(&self, who: Who) -> String {
        let for_operator = self.row.authority == Authority::Operator;
        match (self.run)(&Scene::new(who)) {
            Err(Refusal::AccessDenied { .. }) if for_operator != (who == Who::Operator) => {
                "never".to_owned()
            }
            Ok(()) => "yes".to_owned(),
            Err(refusal) => said_to_a_person(&refusal),
        }
    }

    fn of_program(&self, program: Program) -> String {
        let scene = match self.of_the_first_device {
            true if program.is_past_due() => Scene::new(Who::Program(program)),
            true if program.needs_device() => return "–".to_owned(),
            true => Scene::without_device(program),
            false => Scene::new(Who::Program(program)),
        };
        if let Some(error) = scene.turned_away {
            return error.code.name.to_owned();
        }
        match (self.run)(&scene) {
            Ok(()) => "yes".to_owned(),
            Err(refusal) => said_to_a_program(&refusal),
        }
    }
}

fn said_to_a_person(refusal: &Refusal) -> String {
    match refusal {
        Refusal::SessionOver(_) => "sign in".to_owned(),
        Refusal::NotFresh(_) => "proof first".to_owned(),
        Refusal::TicketOver => "begin again".to_owned(),
        Refusal::SetUpClosed => "closed".to_owned(),
        Refusal::CodeRefused { .. } | Refusal::KeyRefused(_) => "refused".to_owned(),
        other => said_to_both(other).unwrap_or_else(|| other.to_string()),
    }
}

fn said_to_a_program(refusal: &Refusal) -> String {
    let code = refusal.code();
    match refusal {
        Refusal::Program(ProgramFault::OwnChangeNeedsMfa) => format!("{code}: MFA first"),
        Refusal::Program(ProgramFault::NotWithSession) => format!("{code}: not with a session"),
        Refusal::RootTakesNoRole => format!("{code}: not root"),
        Refusal::DeviceRefused => format!("{code}: not one's own"),
        other => said_to_both(other).unwrap_or_else(|| code.to_owned()),
    }
}

fn said_to_both(refusal: &Refusal) -> Option<String> {
    match refusal {
        Refusal::AccessDenied { action, ruling, .. } => {
            let explicit = matches!(**ruling, policy::Ruling::ExplicitDeny { .. });
            Some(format!("{}{action}", if explicit { "! " } else { "" }))
        }
        Refusal::NoSuchEntity(_) => Some("nothing there".to_owned()),
        Refusal::OnlyRoot => Some("only root".to_owned()),
        Refusal::Billing(_) => Some("billing is off".to_owned()),
        Refusal::Organization(OrganizationFault::NotInUse) => Some("no organization".to_owned()),
        Refusal::Organization(OrganizationFault::NoTrustedAccess) => {
            Some("not another account".to_owned())
        }
        Refusal::PastDue(_) => Some("enrol".to_owned()),
        Refusal::EnrolmentProofNeeded(_) => Some("one more proof".to_owned()),
        Refusal::MfaNeeded => Some("MFA first".to_owned()),
        Refusal::NotForOneself => Some("not for oneself".to_owned()),
        Refusal::HasDevice => Some("has a device".to_owned()),
        Refusal::Recovery(RecoveryFault::Over | RecoveryFault::ProofOver)
        | Refusal::RootEmail(EmailFault::Over | EmailFault::CodeOver) => {
            Some("nothing under way".to_owned())
        }
        Refusal::Recovery(RecoveryFault::CodesOff) => Some("off for root".to_owned()),
        Refusal::Closing(ClosingFault::Closed) => Some("closed".to_owned()),
        Refusal::OnlyAdministrators => Some("only administrators".to_owned()),
        Refusal::LastFactor => Some("the last stays".to_owned()),
        Refusal::Policy(PolicyFault::Outside) => Some("not one's own".to_owned()),
        _ => None,
    }
}
