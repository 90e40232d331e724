//! `sekisho account recover`: the operator's way to a new MFA device for a root user.

use jiff::tz::TimeZone;
use rules::recovery::{NO_MAIL_HOURS, Stage, UnderWay};
use rules::{AccountId, Reason, Timestamp};
use serde_json::{Value, json};
use service::Refusal;
use service::ops::recover::{
    BeginRecovery, DrillRecovery, Drilled, FinishRecovery, RecoveryView, ShowRecovery, StopRecovery,
};
use service::ports::MailWay;
use service::refusal::RecoveryFault;
use zeroize::Zeroizing;

use crate::account::{find, reason};
use crate::answer::{answer, answer_json, answer_table, instant, moment, say, visible, zone_name};
use crate::args::Format;
use crate::args::recover::Recover;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::open::{House, operator};
use crate::os;

/// The reason of a drill for which none was given.
const DRILL_REASON: &str = "drill";

/// Does what was asked for.
pub(crate) async fn recover(house: &House, config: &Config, args: &Recover) -> Result<(), Failure> {
    let account = find(house, &args.account).await?.account.id;
    let why = args.reason.as_deref().map(|text| reason("reason", text));
    let why = why.transpose()?;
    let desk = Desk {
        house,
        config,
        args,
        account,
    };
    if args.status {
        return desk.show().await;
    }
    if args.cancel {
        return desk.cancel().await;
    }
    if args.drill {
        return desk.drill(why).await;
    }
    let open = desk.view().await?;
    match open.recovery.open(open.at) {
        None if args.finish => Err(refused(over(args))),
        None => desk.begin(why).await,
        Some(under_way) => match under_way.stage(open.at) {
            Stage::Waiting(until) => Err(refused(desk.waits(under_way, until))),
            Stage::Ready(_) | Stage::Lapsed => desk.finish().await,
        },
    }
}

/// What one run of the command needs.
struct Desk<'a> {
    house: &'a House,
    config: &'a Config,
    args: &'a Recover,
    account: AccountId,
}

impl Desk<'_> {
    async fn view(&self) -> Result<RecoveryView, Failure> {
        let operation = ShowRecovery {
            account: self.account.clone(),
        };
        Ok(self.house.service.call(&operator(), &operation).await?)
    }

    fn zone(&self) -> &TimeZone {
        &self.config.time_zone
    }

    fn when(&self, at: Timestamp) -> String {
        format!("{} {}", moment(at, self.zone()), zone_name(self.zone()))
    }

    fn waits(&self, under_way: &UnderWay, until: Timestamp) -> String {
        format!(
            "the wait that {} began ends {}; run the same command then. `--cancel` ends it now",
            visible(&under_way.by),
            self.when(until)
        )
    }

    async fn begin(&self, why: Option<Reason>) -> Result<(), Failure> {
        let Some(reason) = why else {
            return Err(refused(format!(
                "say why: sekisho account recover {} --reason TEXT",
                self.args.account
            )));
        };
        let operation = BeginRecovery {
            account: self.account.clone(),
            reason,
            host: os::host_name(),
        };
        let begun = self.house.service.call(&operator(), &operation).await;
        let begun = begun.map_err(|refusal| self.explained(refusal))?;
        let Some(under_way) = begun.under_way else {
            return Err(refused(over(self.args)));
        };
        say(&format!(
            "the wait has begun. Everybody of the account sees it and can cancel it; root and the \
             contacts of the account are told by mail. It ends {}; run `sekisho account recover {} \
             --finish` then",
            self.when(under_way.ready_at),
            self.args.account
        ));
        let view = self.view().await?;
        self.answer_view(&view)
    }

    async fn finish(&self) -> Result<(), Failure> {
        // Looked at first, so that no address is made that nobody can be told.
        let url = self.config.door.settled_url().ok_or_else(|| {
            refused(
                "the server takes any free port, so its address is not known here; name it with \
                 `--public-url http://localhost:PORT`"
                    .to_owned(),
            )
        })?;
        let operation = FinishRecovery {
            account: self.account.clone(),
            host: os::host_name(),
        };
        let made = self.house.service.call(&operator(), &operation).await;
        let made = made.map_err(|refusal| self.explained(refusal))?;
        say(&format!(
            "root opens this address, types the password, and assigns a new MFA device; the old ones \
             go then, and so do all sessions of root. It works once and until {}; it is shown only \
             now, and one made before does not work any more. For {NO_MAIL_HOURS} hours no new root \
             password can be set by mail",
            self.when(made.until)
        ));
        let token = Zeroizing::new(made.token.reveal().to_owned());
        let address = Zeroizing::new(format!("{url}/signin/recover?token={}\n", token.as_str()));
        answer(&address).map(drop)
    }

    async fn cancel(&self) -> Result<(), Failure> {
        let operation = StopRecovery {
            account: self.account.clone(),
            host: os::host_name(),
        };
        let done = self.house.service.call(&operator(), &operation).await;
        done.map_err(|refusal| self.explained(refusal))?;
        say("it is cancelled; the MFA devices stay as they are, and those concerned are told");
        Ok(())
    }

    async fn show(&self) -> Result<(), Failure> {
        let view = self.view().await?;
        self.answer_view(&view)
    }

    fn answer_view(&self, view: &RecoveryView) -> Result<(), Failure> {
        if self.args.format == Format::Json {
            return answer_json(&self.described(view)).map(drop);
        }
        let open = view.recovery.open(view.at);
        let mut rows = vec![("state", state(view).to_owned())];
        if let Some(under_way) = open {
            rows.push(("begun by", visible(&under_way.by)));
            rows.push(("reason", visible(under_way.reason.as_str())));
            rows.push(("begun", self.when(under_way.begun_at)));
            rows.push(("wait ends", self.when(under_way.ready_at)));
        }
        let drilled = view.recovery.drilled.as_ref();
        let never = || "never; practise with `--drill`".to_owned();
        rows.push((
            "last drill",
            drilled.map_or_else(never, |drill| {
                format!("{} by {}", self.when(drill.at), visible(&drill.by))
            }),
        ));
        let rows: Vec<_> = rows
            .into_iter()
            .map(|(name, value)| vec![name.to_owned(), value])
            .collect();
        answer_table(&[], &rows).map(drop)
    }

    fn described(&self, view: &RecoveryView) -> Value {
        let open = view.recovery.open(view.at);
        json!({
            "account": self.account.as_str(),
            "state": state(view),
            "by": open.map(|one| one.by.clone()),
            "reason": open.map(|one| one.reason.as_str().to_owned()),
            "begun_at": open.map(|one| instant(one.begun_at)),
            "ready_at": open.map(|one| instant(one.ready_at)),
            "drilled_at": view.recovery.drilled.as_ref().map(|drill| instant(drill.at)),
        })
    }

    async fn drill(&self, why: Option<Reason>) -> Result<(), Failure> {
        let usual = || reason("reason", DRILL_REASON);
        let operation = DrillRecovery {
            account: self.account.clone(),
            reason: why.map_or_else(usual, Ok)?,
            host: os::host_name(),
        };
        let drilled = self.house.service.call(&operator(), &operation).await?;
        if self.args.format == Format::Json {
            return answer_json(&described_drill(&drilled)).map(drop);
        }
        let url = self.config.door.settled_url();
        let url = url.map_or_else(|| "http://localhost:PORT".to_owned(), |url| url.to_string());
        let rows: Vec<_> = self
            .steps(&drilled, &url)
            .into_iter()
            .enumerate()
            .map(|(at, (step, found))| vec![format!("{}. {step}", at + 1), found])
            .collect();
        answer_table(&["STEP", "WHAT WOULD HAPPEN"], &rows)?;
        say(
            "nothing was changed; the dashboard of the account shows that this was practised today",
        );
        Ok(())
    }

    fn steps(&self, drilled: &Drilled, url: &str) -> Vec<(&'static str, String)> {
        let told: Vec<String> = drilled.told.iter().map(ToString::to_string).collect();
        let way = match drilled.mail {
            MailWay::Smtp => "by mail",
            MailWay::Files => "in files only: no mail server is configured",
        };
        let devices = match drilled.devices {
            0 => "root has no MFA device: `sekisho account enrol` is the way then".to_owned(),
            count => format!("{count} MFA device(s) would go once the new one is confirmed"),
        };
        vec![
            ("begin", format!("told {way}: {}", told.join(", "))),
            (
                "wait",
                format!(
                    "until {}; anybody could cancel",
                    self.when(drilled.ready_at)
                ),
            ),
            (
                "address",
                format!(
                    "{url}/signin/recover?token=…, once, until {}",
                    self.when(drilled.until)
                ),
            ),
            ("password", "root's own; it is not touched".to_owned()),
            ("device", devices),
            (
                "review",
                format!(
                    "{} active access key(s) of root to look through",
                    drilled.keys
                ),
            ),
        ]
    }

    fn explained(&self, refusal: Refusal) -> Failure {
        match refusal {
            Refusal::Recovery(RecoveryFault::Over) => refused(over(self.args)),
            Refusal::Recovery(RecoveryFault::Waits(until)) => refused(format!(
                "the wait ends {}; run the same command then",
                self.when(until)
            )),
            Refusal::Recovery(RecoveryFault::Nothing) => refused(format!(
                "the root user of `{0}` has no MFA device that could be lost; `sekisho account enrol \
                 {0}` makes an address for a first one",
                self.args.account
            )),
            other => other.into(),
        }
    }
}

fn described_drill(drilled: &Drilled) -> Value {
    json!({
        "drilled_at": instant(drilled.at),
        "told": drilled.told.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "mail": match drilled.mail {
            MailWay::Smtp => "smtp",
            MailWay::Files => "files",
        },
        "ready_at": instant(drilled.ready_at),
        "address_until": instant(drilled.until),
        "devices": drilled.devices,
        "active_access_keys": drilled.keys,
    })
}

fn state(view: &RecoveryView) -> &'static str {
    match view.recovery.open(view.at).map(|one| one.stage(view.at)) {
        None | Some(Stage::Lapsed) => "none",
        Some(Stage::Waiting(_)) => "waiting",
        Some(Stage::Ready(_)) => "ready",
    }
}

fn over(args: &Recover) -> String {
    format!(
        "nothing is under way for `{0}`, or it was cancelled or is too old; begin with `sekisho \
         account recover {0} --reason TEXT`",
        args.account
    )
}

fn refused(message: String) -> Failure {
    Failure::Refused {
        message,
        exit: Exit::Refused,
    }
}
