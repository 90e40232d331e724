//! People of an account that is closed just before they ask.

use service::Caller;
use service::ops::closing::{CloseAccount, CloseAccountAsOperator};

use crate::scene::{Scene, Who, visitor};

impl Scene {
    /// Whoever asks, at the moment at which they do: the account of some is closed just before.
    pub(crate) fn asker(&self) -> Caller {
        match self.who {
            Who::RootOfClosed => {
                let typed = self.keiri.to_string();
                let closed = self.ask(&self.caller, &CloseAccount { typed });
                let session = closed.unwrap_or_else(|refusal| panic!("root closes: {refusal}"));
                Caller::Session(session.hash(), visitor())
            }
            Who::AdministratorOfClosed => {
                self.is_closed();
                self.caller.clone()
            }
            _ => self.caller.clone(),
        }
    }

    /// The operator closes the account.
    pub(crate) fn is_closed(&self) {
        let boss = Caller::Operator("tester".to_owned());
        let close = CloseAccountAsOperator {
            account: self.keiri.clone(),
            reason: rules::Reason::parse("a test").expect("a reason"),
            host: "fake".to_owned(),
        };
        let closed = self.ask(&boss, &close);
        assert!(closed.is_ok(), "the account is closed");
    }
}
