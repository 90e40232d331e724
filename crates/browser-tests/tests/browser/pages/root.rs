//! The pages of what happened, and of what only root may do.

use browser_tests::ENGLISH;

use super::Visit;

/// What is read on these pages.
struct Said {
    events: &'static str,
    /// Before the name of an event.
    event: &'static str,
    billing: &'static str,
    billing_edit: &'static str,
    billing_access: &'static str,
    close: &'static str,
    close_type: &'static str,
    close_button: &'static str,
    closed: &'static str,
    reopen: &'static str,
}

const IN_ENGLISH: Said = Said {
    events: "Event history",
    event: "Event",
    billing: "Billing",
    billing_edit: "Edit billing profile",
    billing_access: "IAM user and role access to billing information",
    close: "Close the account",
    close_type: "To confirm, type the name or the ID of the account",
    close_button: "Close account",
    closed: "This account is closed",
    reopen: "Reopen account",
};

const IN_JAPANESE: Said = Said {
    events: "イベント履歴",
    event: "イベント",
    billing: "請求",
    billing_edit: "請求情報の編集",
    billing_access: "IAM ユーザーおよびロールによる請求情報へのアクセス",
    close: "アカウントの閉鎖",
    close_type: "確認のため、アカウントの名前または ID を入力してください",
    close_button: "アカウントを閉鎖",
    closed: "このアカウントは閉鎖されています",
    reopen: "アカウントを再開",
};

/// What is read where only root comes.
struct OfRoot {
    root: &'static str,
    email: &'static str,
    administrators: &'static str,
    of_hanako: &'static str,
    cancel: &'static str,
}

const ROOT_IN_JAPANESE: OfRoot = OfRoot {
    root: "ルートユーザー",
    email: "E メールアドレス",
    administrators: "管理者のアクセス",
    of_hanako: "hanako の管理者のアクセス",
    cancel: "ルートユーザーの E メールアドレスの変更",
};

const ROOT_IN_ENGLISH: OfRoot = OfRoot {
    root: "Root user",
    email: "Email address",
    administrators: "Administrator access",
    of_hanako: "Administrator access of hanako",
    cancel: "Change of the root user’s email address",
};

impl Visit {
    fn of_root(&self) -> &'static Said {
        if self.words.tag == ENGLISH.tag {
            &IN_ENGLISH
        } else {
            &IN_JAPANESE
        }
    }

    /// Billing, and who beside root comes near it.
    pub(super) fn the_billing(&mut self) {
        let said = self.of_root();
        self.opens("/console/billing");
        self.sees("console/billing", said.billing);
        self.opens("/console/billing/edit");
        self.sees("console/billing_edit", said.billing_edit);
        self.opens("/console/billing/access");
        self.sees("console/billing_access", said.billing_access);
    }

    /// Root closes the account, and reopens it.
    pub(super) fn the_closing(&mut self) {
        let (w, said) = (self.words, self.of_root());
        self.opens("/console/account/close");
        self.sees("console/account_close", said.close);
        self.browser.types(said.close_type, "経理");
        self.browser.presses(said.close_button);
        self.sees_refused("console/account_close", w.correct_this);
        let account = self.account();
        self.browser.types(said.close_type, &account);
        self.browser.presses(said.close_button);
        self.sees("console/account_reopen", said.closed);
        self.browser.presses(said.reopen);
        self.browser.sees_page(w.dashboard);
    }

    /// What happened until now, and one event of it.
    pub(super) fn the_events(&mut self) {
        let (w, said) = (self.words, self.of_root());
        self.opens("/console/events");
        self.sees("console/events", said.events);
        self.opens("/console/events?person=nobody-at-all");
        self.sees("console/events#none", said.events);
        self.opens(&format!("/console/events?person={}", "a".repeat(201)));
        self.sees_refused("console/events", w.correct_this);
        self.opens("/console/events?event=CreateUser");
        self.browser.sees_page(said.events);
        self.browser.presses("CreateUser");
        self.sees("console/event", &format!("{} CreateUser", said.event));
    }

    /// Root is in a session with MFA, which is fresh.
    pub(super) fn what_only_root_may_do(&mut self) {
        let said = match self.words.tag {
            "ja" => ROOT_IN_JAPANESE,
            _ => ROOT_IN_ENGLISH,
        };
        let administrators = "/console/root-user/administrators";
        for (path, template, heading) in [
            ("/console/root-user", "console/root_user", said.root),
            ("/console/root-user/email", "console/root_email", said.email),
            (
                administrators,
                "console/administrators",
                said.administrators,
            ),
            (
                &format!("{administrators}/user?name=hanako"),
                "console/administrator_restore",
                said.of_hanako,
            ),
            (
                "/signin/cancel-email?token=bm90LWEtdG9rZW4tYXQtYWxs",
                "signin/cancel_email",
                said.cancel,
            ),
        ] {
            self.opens(path);
            self.sees(template, heading);
        }
        self.opens("/console");
    }
}
