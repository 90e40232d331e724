//! The pages as people know them: by their heading, in the reader's language.

pub use Page::{
    AccountSettings, ActivateKey, AddToken, AllAccounts, AnotherAdministrator, ChangePassword,
    ChooseDoor, Confirm, Conflict, ConsoleHome, CreateKey, CreateUser, CrossSite, DeactivateKey,
    DeleteKey, DeviceList, DeviceRecord, EnrolMfa, EnrolmentDoor, ForgotRootPassword, FormTooOld,
    HasDevice, KeyMade, LastFactor, LostDevice, MadeAddress, MadeCodes, MfaCode, MfaKey, MfaNeeded,
    MfaRequired, MfaRequirement, MfaStatus, NameDevice, NewPassword, NoAccountYet, NotAllowed,
    NotForOneself, NotFound, Notices, OnTrial, OnlyAdministrators, PasswordPolicy, ProveDevice,
    RecoverRoot, RecoveryCodes, RegisterDevice, RemoveDevice, RemoveRequirement, ResetRootPassword,
    ResyncDevice, RootEmail, RootPassword, RootRecovery, ScanQr, SecurityCredentials,
    SessionExpired, SessionWasEnded, Sessions, SetRequirement, SetUp, SignedOut, TouchKey,
    UnassignedDevices, Unavailable, UserDoor, Users,
};
use web::Lang;

/// A page, or the page of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The two doors.
    ChooseDoor,
    /// The root user's door, first step.
    RootEmail,
    /// The root user's door, second step.
    RootPassword,
    /// A forgotten root password: asking, and what is answered.
    ForgotRootPassword,
    /// A forgotten root password: setting it anew.
    ResetRootPassword,
    /// An enrolment address, opened before the sign-in.
    EnrolmentDoor,
    /// The door of IAM users.
    UserDoor,
    /// The code, after the right password.
    MfaCode,
    /// A passkey or security key, after the right password.
    MfaKey,
    /// The ways that are open without the device.
    LostDevice,
    /// The operator's address at the end of root's recovery.
    RecoverRoot,
    /// A recovery of root that is under way, in the console or behind the link in a mail.
    RootRecovery,
    /// What a session is for that registers a device and does nothing else.
    RegisterDevice,
    /// One's own recovery codes.
    RecoveryCodes,
    /// The codes, shown once.
    MadeCodes,
    /// The forced change of password.
    NewPassword,
    /// After signing out.
    SignedOut,
    /// After the session's time was over.
    SessionExpired,
    /// After the session was ended from elsewhere.
    SessionWasEnded,
    /// Before set-up, without the one-time address.
    NoAccountYet,
    /// Making the first account.
    SetUp,
    /// The IAM dashboard.
    ConsoleHome,
    /// Until when MFA has to be there, after the password.
    MfaRequired,
    /// Past due: the way to a first device, and nothing else.
    EnrolMfa,
    /// Who of the account has MFA.
    MfaStatus,
    /// All accounts for which somebody is responsible.
    AllAccounts,
    /// From when MFA is required of whom.
    MfaRequirement,
    /// Setting a rule about it.
    SetRequirement,
    /// Removing one.
    RemoveRequirement,
    /// Making an enrolment address for a user, and the address.
    MadeAddress,
    /// One's own security credentials.
    SecurityCredentials,
    /// The wizard's first step.
    NameDevice,
    /// The wizard's second step.
    ScanQr,
    /// The wizard's second step for a hardware token.
    AddToken,
    /// The wizard's second step for a passkey or security key.
    TouchKey,
    /// Before a device is removed.
    RemoveDevice,
    /// A device as a thing: who has it, and the address for its proof.
    DeviceRecord,
    /// Every device of the account.
    DeviceList,
    /// Where whoever has a device proves that it is there, without signing in.
    ProveDevice,
    /// Two codes of a device whose clock drifted.
    ResyncDevice,
    /// Before an access key is made.
    CreateKey,
    /// An access key with its secret, once.
    KeyMade,
    /// Before an access key is switched off.
    DeactivateKey,
    /// Before one is switched on.
    ActivateKey,
    /// Before one is deleted.
    DeleteKey,
    /// Changing one's own password.
    ChangePassword,
    /// One's own sessions.
    Sessions,
    /// The list of users.
    Users,
    /// Making a user.
    CreateUser,
    /// Virtual devices that nobody has.
    UnassignedDevices,
    /// Name and alias of the account.
    AccountSettings,
    /// Whom the account wants told, and its zone.
    Notices,
    /// What a password has to be.
    PasswordPolicy,
    /// The fresh proof before a sensitive step.
    Confirm,
    /// An action is missing.
    NotAllowed,
    /// A first device that came late opens this only after a day.
    OnTrial,
    /// An administrator is helped by another administrator or by root.
    OnlyAdministrators,
    /// A colleague has to do the other half.
    AnotherAdministrator,
    /// The session is one without MFA.
    MfaNeeded,
    /// The last device of somebody who must have one.
    LastFactor,
    /// There is a device already.
    HasDevice,
    /// Somebody else has to do it.
    NotForOneself,
    /// There is nothing at this address.
    NotFound,
    /// The form's token is of another session or missing.
    FormTooOld,
    /// The form came from another site.
    CrossSite,
    /// Somebody else changed the same thing.
    Conflict,
    /// The store does not answer.
    Unavailable,
}

impl Page {
    /// The heading.
    pub fn heading(self, t: Lang) -> &'static str {
        match self {
            ChooseDoor => t.signin_title(),
            RootEmail | RootPassword => t.signin_root_title(),
            ForgotRootPassword => t.forgot_title(),
            ResetRootPassword => t.reset_title(),
            EnrolmentDoor => t.enrol_door_title(),
            UserDoor => t.signin_user_title(),
            MfaCode => t.mfa_title(),
            MfaKey => t.key_signin_title(),
            TouchKey => t.key_title(),
            LostDevice => t.lost_title(),
            RecoverRoot => t.recover_title(),
            RootRecovery => t.recovery_title(),
            RegisterDevice => t.register_title(),
            RecoveryCodes => t.codes_title(),
            MadeCodes => t.codes_made_title(),
            NewPassword => t.new_password_title(),
            SignedOut => t.signed_out_title(),
            SessionExpired => t.expired_title(),
            SessionWasEnded => t.ended_title(),
            NoAccountYet => t.no_account_title(),
            SetUp => t.setup_title(),
            ConsoleHome => t.dashboard_title(),
            MfaRequired => t.required_title(),
            EnrolMfa => t.enrol_title(),
            MfaStatus => t.status_title(),
            AllAccounts => t.accounts_title(),
            MfaRequirement => t.deadline_title(),
            SetRequirement => t.deadline_set_title(),
            RemoveRequirement => t.deadline_remove_title(),
            MadeAddress => t.address_title(),
            Notices => t.settings_title(),
            OnTrial => t.problem_on_trial(),
            OnlyAdministrators => t.problem_only_administrators(),
            AnotherAdministrator => t.problem_another_administrator(),
            MfaNeeded => t.problem_mfa_needed(),
            LastFactor => t.problem_last_factor(),
            HasDevice => t.problem_has_device(),
            NotForOneself => t.problem_not_for_oneself(),
            SecurityCredentials => t.credentials_title(),
            NameDevice => t.wizard_name_title(),
            ScanQr => t.wizard_app_title(),
            AddToken => t.token_title(),
            RemoveDevice => t.remove_title(),
            ResyncDevice => t.resync_title(),
            DeviceRecord => t.care_title(),
            DeviceList => t.care_list_title(),
            ProveDevice => t.prove_title(),
            CreateKey => t.keys_create(),
            KeyMade => t.keys_made_title(),
            DeactivateKey => t.keys_deactivate_title(),
            ActivateKey => t.keys_activate_title(),
            DeleteKey => t.keys_delete_title(),
            UnassignedDevices => t.unassigned_title(),
            PasswordPolicy => t.policy_title(),
            ChangePassword => t.change_title(),
            Sessions => t.sessions_title(),
            Users => t.users_title(),
            CreateUser => t.create_title(),
            AccountSettings => t.account_title(),
            Confirm => t.confirm_title(),
            NotAllowed => t.problem_not_allowed(),
            NotFound => t.problem_not_found(),
            FormTooOld => t.problem_form_too_old(),
            CrossSite => t.problem_cross_site(),
            Conflict => t.problem_conflict(),
            Unavailable => t.problem_unavailable(),
        }
    }

    /// A field that tells the page from another one with the same heading.
    pub(crate) fn field(self) -> Option<&'static str> {
        match self {
            RootPassword => Some("password"),
            RootEmail => Some("email"),
            _ => None,
        }
    }

    /// A field that this page does not have.
    pub(crate) fn lacks_field(self) -> Option<&'static str> {
        (self == RootEmail).then_some("password")
    }
}
