//! The pages as people know them: by their heading, in the reader's language.

pub use Page::{
    AccountSettings, ActivateKey, AddToken, Administrators, AllAccounts, AnotherAdministrator,
    Billing, BillingAccess, BillingEditShut, BillingShut, CancelEmail, ChangePassword, ChooseDoor,
    CloseAccount, Confirm, Conflict, ConsoleHome, ContactForm, Contacts, CreateGroup, CreateKey,
    CreatePolicy, CreateRole, CreateUser, CrossSite, DeactivateKey, DeleteKey, DeviceList,
    DeviceRecord, EditBilling, EnrolMfa, EnrolmentDoor, EventHistory, ForgotRootPassword,
    FormTooOld, HasDevice, KeyMade, LastFactor, LostDevice, MadeAddress, MadeCodes, MfaCode,
    MfaKey, MfaNeeded, MfaRequired, MfaRequirement, MfaStatus, NameDevice, NewPassword,
    NoAccountYet, NotAllowed, NotForOneself, NotFound, Notices, OnTrial, OnlyAdministrators,
    OnlyRoot, PasswordPolicy, Policies, ProveDevice, RecoverRoot, RecoveryCodes, RegisterDevice,
    RemoveDevice, RemoveRequirement, ReopenAccount, RequireMfa, ResetRootPassword, ResyncDevice,
    RoleOver, Roles, RootEmail, RootPassword, RootRecovery, RootUser, RootUserEmail, ScanQr,
    SecurityCredentials, SessionExpired, SessionWasEnded, Sessions, SetRequirement, SetUp,
    SignedOut, SwitchBack, SwitchRole, TouchKey, UnassignedDevices, Unavailable, UserDoor,
    UserGroups, Users,
};
use web::Lang;

/// Each page with the message that is its heading.
macro_rules! pages {
    ($($(#[$what:meta])+ $page:ident => $heading:ident;)+) => {
        /// A page, or the page of a problem.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Page {
            $($(#[$what])+ $page,)+
        }

        impl Page {
            /// The heading.
            pub fn heading(self, t: Lang) -> &'static str {
                match self {
                    $(Self::$page => t.$heading(),)+
                }
            }
        }
    };
}

pages! {
    /// The two doors.
    ChooseDoor => signin_title;
    /// The root user's door, first step.
    RootEmail => signin_root_title;
    /// The root user's door, second step.
    RootPassword => signin_root_title;
    /// A forgotten root password: asking, and what is answered.
    ForgotRootPassword => forgot_title;
    /// A forgotten root password: setting it anew.
    ResetRootPassword => reset_title;
    /// An enrolment address, opened before the sign-in.
    EnrolmentDoor => enrol_door_title;
    /// The door of IAM users.
    UserDoor => signin_user_title;
    /// The code, after the right password.
    MfaCode => mfa_title;
    /// A passkey or security key, after the right password.
    MfaKey => key_signin_title;
    /// The ways that are open without the device.
    LostDevice => lost_title;
    /// The operator's address at the end of root's recovery.
    RecoverRoot => recover_title;
    /// A recovery of root that is under way, in the console or behind the link in a mail.
    RootRecovery => recovery_title;
    /// What only root may do, for somebody else.
    OnlyRoot => problem_only_root;
    /// What only root may do.
    RootUser => root_title;
    /// Root's e-mail address.
    RootUserEmail => email_title;
    /// A change of it, behind the link in a mail.
    CancelEmail => email_cancel_title;
    /// Who is an administrator, and what holds them back.
    Administrators => admins_title;
    /// What a session is for that registers a device and does nothing else.
    RegisterDevice => register_title;
    /// One's own recovery codes.
    RecoveryCodes => codes_title;
    /// The codes, shown once.
    MadeCodes => codes_made_title;
    /// The forced change of password.
    NewPassword => new_password_title;
    /// After signing out.
    SignedOut => signed_out_title;
    /// After the session's time was over.
    SessionExpired => expired_title;
    /// After the session was ended from elsewhere.
    SessionWasEnded => ended_title;
    /// Before set-up, without the one-time address.
    NoAccountYet => no_account_title;
    /// Making the first account.
    SetUp => setup_title;
    /// The IAM dashboard.
    ConsoleHome => dashboard_title;
    /// Until when MFA has to be there, after the password.
    MfaRequired => required_title;
    /// Past due: the way to a first device, and nothing else.
    EnrolMfa => enrol_title;
    /// Who of the account has MFA.
    MfaStatus => status_title;
    /// All accounts for which somebody is responsible.
    AllAccounts => accounts_title;
    /// From when MFA is required of whom.
    MfaRequirement => deadline_title;
    /// Setting a rule about it.
    SetRequirement => deadline_set_title;
    /// Removing one.
    RemoveRequirement => deadline_remove_title;
    /// Making an enrolment address for a user, and the address.
    MadeAddress => address_title;
    /// One's own security credentials.
    SecurityCredentials => credentials_title;
    /// The wizard's first step.
    NameDevice => wizard_name_title;
    /// The wizard's second step.
    ScanQr => wizard_app_title;
    /// The wizard's second step for a hardware token.
    AddToken => token_title;
    /// The wizard's second step for a passkey or security key.
    TouchKey => key_title;
    /// Before a device is removed.
    RemoveDevice => remove_title;
    /// A device as a thing: who has it, and the address for its proof.
    DeviceRecord => care_title;
    /// Every device of the account.
    DeviceList => care_list_title;
    /// Where whoever has a device proves that it is there, without signing in.
    ProveDevice => prove_title;
    /// Two codes of a device whose clock drifted.
    ResyncDevice => resync_title;
    /// Before an access key is made.
    CreateKey => keys_create;
    /// An access key with its secret, once.
    KeyMade => keys_made_title;
    /// Before an access key is switched off.
    DeactivateKey => keys_deactivate_title;
    /// Before one is switched on.
    ActivateKey => keys_activate_title;
    /// Before one is deleted.
    DeleteKey => keys_delete_title;
    /// Changing one's own password.
    ChangePassword => change_title;
    /// Who did what in the account.
    EventHistory => events_title;
    /// One's own sessions.
    Sessions => sessions_title;
    /// The list of users.
    Users => users_title;
    /// Making a user.
    CreateUser => create_title;
    /// The list of groups.
    UserGroups => groups_title;
    /// Making a group.
    CreateGroup => groups_create;
    /// Before MFA is required of a group.
    RequireMfa => group_mfa_title;
    /// Taking a role on in the console.
    SwitchRole => switch_title;
    /// Before somebody in a role sees a page about themselves.
    SwitchBack => switch_own;
    /// After the time of a role was over.
    RoleOver => switch_over;
    /// The list of roles.
    Roles => roles_title;
    /// Making a role.
    CreateRole => roles_create;
    /// The list of policies.
    Policies => policies_title;
    /// Making a policy.
    CreatePolicy => policies_create;
    /// Virtual devices that nobody has.
    UnassignedDevices => unassigned_title;
    /// Name and alias of the account.
    AccountSettings => account_title;
    /// The question before the account is closed.
    CloseAccount => closing_title;
    /// The only page of a closed account.
    ReopenAccount => reopen_title;
    /// Whom the account wants told, and its zone.
    Notices => settings_title;
    /// Whom one reaches about the account.
    Contacts => contacts_title;
    /// The form for where its owner is reached.
    ContactForm => contacts_information;
    /// What a password has to be.
    PasswordPolicy => policy_title;
    /// The fresh proof before a sensitive step.
    Confirm => confirm_title;
    /// An action is missing.
    NotAllowed => problem_not_allowed;
    /// A first device that came late opens this only after a day.
    OnTrial => problem_on_trial;
    /// An administrator is helped by another administrator or by root.
    OnlyAdministrators => problem_only_administrators;
    /// A colleague has to do the other half.
    AnotherAdministrator => problem_another_administrator;
    /// The session is one without MFA.
    MfaNeeded => problem_mfa_needed;
    /// The last device of somebody who must have one.
    LastFactor => problem_last_factor;
    /// There is a device already.
    HasDevice => problem_has_device;
    /// Somebody else has to do it.
    NotForOneself => problem_not_for_oneself;
    /// There is nothing at this address.
    NotFound => problem_not_found;
    /// The form's token is of another session or missing.
    FormTooOld => problem_form_too_old;
    /// The form came from another site.
    CrossSite => problem_cross_site;
    /// Somebody else changed the same thing.
    Conflict => problem_conflict;
    /// Billing: the profile and the usage.
    Billing => billing_title;
    /// The form of the billing profile.
    EditBilling => billing_profile_edit;
    /// The switches of IAM access to billing.
    BillingAccess => billing_access_title;
    /// Billing is shut to everybody but root.
    BillingShut => billing_off;
    /// Editing billing is.
    BillingEditShut => billing_edit_off;
    /// The store does not answer.
    Unavailable => problem_unavailable;
}

impl Page {
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
