//! The pages of the other kinds of device, and those for whoever lost one.

use browser_tests::{ENGLISH, OWNER, SecurityKey, Transport};

use super::Visit;

/// What these pages say.
struct Said {
    token: &'static str,
    token_page: &'static str,
    serial: &'static str,
    key: &'static str,
    key_page: &'static str,
    add_key: &'static str,
    key_at_the_door: &'static str,
    other_device: &'static str,
    codes: &'static str,
    codes_on: &'static str,
    make_codes: &'static str,
    codes_made: &'static str,
    recovery: &'static str,
    cancel_recovery: &'static str,
    lost: &'static str,
    lost_page: &'static str,
    code: &'static str,
    code_refused: &'static str,
    go_on: &'static str,
    register: &'static str,
    replace_roots: &'static str,
    devices: &'static str,
    record: &'static str,
    make_proof: &'static str,
    prove_page: &'static str,
    prove: &'static str,
}

const IN_ENGLISH: Said = Said {
    token: "Hardware TOTP token",
    token_page: "Add a hardware TOTP token",
    serial: "Serial number",
    key: "Passkey or security key",
    key_page: "Add the passkey or security key",
    add_key: "Add the key",
    key_at_the_door: "Use your passkey or security key",
    other_device: "Use another device",
    codes: "Recovery codes",
    codes_on: "Turn on recovery codes",
    make_codes: "Create ten recovery codes",
    codes_made: "Your recovery codes",
    recovery: "Recovery of the root user",
    cancel_recovery: "Cancel the recovery",
    lost: "I have lost my device",
    lost_page: "You have lost your MFA device",
    code: "Recovery code",
    code_refused: "This code was not accepted.",
    go_on: "Continue with this code",
    register: "Assign your new MFA device",
    replace_roots: "Replace the MFA devices of the root user",
    devices: "Devices",
    record: "Device record",
    make_proof: "Make an address for the proof",
    prove_page: "Prove it",
    prove: "Prove it",
};

const IN_JAPANESE: Said = Said {
    token: "ハードウェア TOTP トークン",
    token_page: "ハードウェア TOTP トークンの追加",
    serial: "シリアル番号",
    key: "パスキーまたはセキュリティキー",
    key_page: "パスキーまたはセキュリティキーの追加",
    add_key: "キーを追加",
    key_at_the_door: "パスキーまたはセキュリティキーで認証",
    other_device: "別のデバイスを使用",
    codes: "リカバリーコード",
    codes_on: "リカバリーコードを有効化",
    make_codes: "リカバリーコードを 10 個作成",
    codes_made: "リカバリーコードが作成されました",
    recovery: "ルートユーザーの復旧",
    cancel_recovery: "復旧を取り消す",
    lost: "デバイスを紛失しました",
    lost_page: "MFA デバイスを紛失した場合",
    code: "リカバリーコード",
    code_refused: "このコードは受け付けられませんでした。",
    go_on: "このコードで続行",
    register: "新しい MFA デバイスの割り当て",
    replace_roots: "ルートユーザーの MFA デバイスの置き換え",
    devices: "MFA デバイス一覧",
    record: "デバイスの管理情報",
    make_proof: "確認用アドレスを発行",
    prove_page: "現物の確認",
    prove: "確認する",
};

impl Visit {
    fn said(&self) -> &'static Said {
        if self.words.tag == ENGLISH.tag {
            &IN_ENGLISH
        } else {
            &IN_JAPANESE
        }
    }

    /// A token that is not in the stock, a key that is at hand, and recovery codes. Gives the first
    /// two of them.
    pub(super) fn the_other_kinds(&mut self) -> [String; 2] {
        let (w, said) = (self.words, self.said());
        self.opens("/console/security-credentials/mfa/new");
        self.browser.presses(said.token);
        self.browser.presses(w.next);
        self.sees("console/mfa_token", said.token_page);
        self.browser.types(said.serial, "26 001");
        self.browser.types(w.code_1, "123456");
        self.browser.types(w.code_2, "654321");
        self.browser.presses(w.add_mfa);
        self.sees_refused("console/mfa_token", w.correct_this);
        self.opens("/console/security-credentials/mfa/new");
        self.browser.presses(said.key);
        self.browser.presses(w.next);
        self.sees("console/mfa_key", said.key_page);
        SecurityKey::at(&self.browser, Transport::Usb);
        self.browser.presses(said.add_key);
        self.sees(
            "console/security_credentials#with-a-security-key",
            w.my_security_credentials,
        );
        self.opens("/console/confirm?return=/console");
        self.sees("console/confirm_key", w.confirm);
        self.opens("/console/security-credentials/recovery-codes");
        self.sees("console/recovery_codes#off", said.codes);
        self.browser.presses(said.codes_on);
        self.sees("console/recovery_codes#on", said.codes);
        self.browser.presses(said.make_codes);
        self.sees("console/recovery_codes#made", said.codes_made);
        let codes = self.browser.reads("li code.secret");
        assert_eq!(codes.len(), 10);
        self.opens("/console/security-credentials/recovery-codes");
        self.sees("console/recovery_codes", said.codes);
        [codes[0].clone(), codes[1].clone()]
    }

    /// Who has the devices, where they lie, and the proof that one is there.
    pub(super) fn the_things(&mut self, device: &str) {
        let (w, said) = (self.words, self.said());
        self.opens("/console/devices");
        self.sees("console/device_list", said.devices);
        self.opens("/console/devices?unused=%E4%B8%89");
        self.sees_refused("console/device_list", w.correct_this);
        self.opens("/console/devices?holder=%E7%94%B0%E4%B8%AD");
        self.sees("console/device_list#none", said.devices);
        self.opens(&format!(
            "/console/security-credentials/mfa/{device}/record"
        ));
        self.sees("console/device_record", said.record);
        self.browser.presses(said.make_proof);
        self.sees("console/device_record#address", said.record);
        let address = self.browser.reads("dd code.secret").concat();
        self.browser.opens(&address);
        self.sees("signin/prove", said.prove_page);
        self.browser.types(w.mfa_code, "12");
        self.browser.presses(said.prove);
        self.sees_refused("signin/prove", w.mfa_refused);
        self.opens("/signin/prove?token=bm90LWEtdG9rZW4tYXQtYWxs");
        self.sees("signin/prove#over", said.prove_page);
    }

    /// The operator begins to let root in, and root sees it.
    pub(super) fn the_recovery_of_root(&mut self) {
        let (w, said) = (self.words, self.said());
        let account = self.account();
        let reason = ["--reason", "(試験) 電話を紛失したため"];
        self.server
            .operates(&["account", "recover", &account, reason[0], reason[1]]);
        self.opens("/console");
        self.sees("layout#recovery", w.dashboard);
        self.opens("/console/recovery");
        self.sees("console/recovery", said.recovery);
        self.browser.presses(said.cancel_recovery);
        self.browser.sees_page(w.dashboard);
        self.opens("/console/recovery");
        self.sees("console/recovery#over", said.recovery);
    }

    /// Root signs in without any device: with a recovery code.
    pub(super) fn a_lost_device(&mut self, codes: &[String; 2]) {
        let said = self.said();
        self.browser.signs_in_as_root(&self.server, OWNER);
        self.sees("signin/mfa_key", said.key_at_the_door);
        self.browser.presses(said.lost);
        self.sees("signin/lost_device", said.lost_page);
        self.browser.types(said.code, "not-a-code");
        self.browser.presses(said.go_on);
        self.sees_refused("signin/lost_device", said.code_refused);
        self.browser.types(said.code, &codes[1].to_uppercase());
        self.browser.presses(said.go_on);
        self.sees("console/register", said.register);
        self.browser.signs_out();
        for (path, template, heading) in [
            ("recover", "signin/recover#over", said.replace_roots),
            (
                "cancel-recovery",
                "signin/cancel_recovery#over",
                said.recovery,
            ),
        ] {
            self.opens(&format!("/signin/{path}?token=bm90LWEtdG9rZW4tYXQtYWxs"));
            self.sees(template, heading);
        }
        self.browser.signs_in_as_root(&self.server, OWNER);
        self.browser.sees_page(said.key_at_the_door);
        self.browser.presses(said.other_device);
    }
}
