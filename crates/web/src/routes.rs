//! Which address leads to which page.
//!
//! The routes merged here stand behind the host rule, the origin check and the browser cookie;
//! see [`crate::http::router`].

use askama::Template;
use axum::Router;
use axum::routing::{get, post};

use crate::console::root_email as root_email_change;
use crate::console::{
    access_key, access_key_create, account, account_close, account_reopen, account_settings,
    accounts, billing, billing_access, billing_edit, confirm, confirm_key, contact_alternate,
    contact_information, contacts, dashboard, deadline, deadline_remove, deadline_set, device_list,
    device_record, enrol, event, events, events_download, group, group_create, group_delete,
    group_mfa, group_rename, groups, mfa_app, mfa_key, mfa_name, mfa_remove, mfa_required,
    mfa_resync, mfa_status, mfa_token, password_change, password_policy, policies, policy,
    policy_attach, policy_editor, problem, recovery, recovery_codes, register, role, role_edit,
    role_tags, roles, security_credentials, sessions, switch_role, unassigned_devices, user,
    user_can, user_console, user_create, user_delete, user_enrolment, user_groups, user_password,
    users,
};
use crate::console::{administrator_restore, administrators, root_user};
use crate::http::{App, Problem, RequestId};
use crate::layout::Layout;
use crate::signin::cancel_email;
use crate::signin::mfa_key as mfa_key_door;
use crate::signin::user as door;
use crate::signin::{
    self, cancel_recovery, choose, lost_device, mfa, new_password, prove, recover, root_email,
    root_forgot, root_password, root_reset, setup,
};

/// The pages of the sign-in and of the console.
pub(crate) fn pages() -> Router<App> {
    at_the_door()
        .merge(in_the_console())
        .merge(own_session())
        .merge(account_contacts())
        .merge(about_mfa())
        .merge(devices(OWN))
        .merge(devices(OF_USER))
        .merge(access_keys(OWN))
        .merge(access_keys(OF_USER))
        .merge(groups_and_policies())
        .merge(permissions(OF_USER))
        .merge(permissions(OF_GROUP))
        .merge(permissions(OF_ROLE))
        .merge(of_roles())
        .merge(about_account())
        .merge(about_billing())
        .merge(of_root())
}

/// Billing.
fn about_billing() -> Router<App> {
    Router::new()
        .route("/console/billing", get(billing::show))
        .route("/console/billing/usage.csv", get(billing::download))
        .route(
            "/console/billing/edit",
            get(billing_edit::show).post(billing_edit::submit),
        )
        .route(
            "/console/billing/access",
            get(billing_access::show).post(billing_access::submit),
        )
}

/// One's own things.
const OWN: &str = "/console/security-credentials";
/// A user's things.
const OF_USER: &str = "/console/users/{name}";
/// A group's things.
const OF_GROUP: &str = "/console/groups/{name}";
/// A role's things.
const OF_ROLE: &str = "/console/roles/{name}";

fn at_the_door() -> Router<App> {
    Router::new()
        .route("/setup", get(setup::begin))
        .route("/signin/setup", get(setup::show).post(setup::take))
        .route("/signin/setup/account", post(setup::submit))
        .route("/signin", get(choose::show))
        .route(
            "/signin/root",
            get(root_email::show).post(root_email::submit),
        )
        .route(
            "/signin/root/password",
            get(root_password::begin_again).post(root_password::submit),
        )
        .route(
            "/signin/root/forgot",
            get(root_forgot::show).post(root_forgot::submit),
        )
        .route(
            "/signin/root/reset",
            get(root_reset::show).post(root_reset::submit),
        )
        .route(
            "/signin/enrol",
            get(signin::enrol::show).post(signin::enrol::take),
        )
        .route("/signin/user", get(door::show).post(door::submit))
        .route("/signin/mfa", get(mfa::show).post(mfa::submit))
        .merge(lost_devices())
        .route(
            "/signin/mfa/key",
            get(mfa_key_door::show).post(mfa_key_door::submit),
        )
        .route(
            "/signin/new-password",
            get(new_password::show).post(new_password::submit),
        )
        .route("/signin/signed-out", get(signin::after_sign_out))
        .route("/signin/expired", get(signin::after_expiry))
        .route("/signin/ended", get(signin::after_the_end))
        .route("/signout", post(signin::sign_out))
}

/// Getting back in after a device was lost.
fn lost_devices() -> Router<App> {
    Router::new()
        .route(
            "/signin/lost-device",
            get(lost_device::show).post(lost_device::submit),
        )
        .route("/signin/recover", get(recover::show).post(recover::submit))
        .route(
            "/signin/cancel-recovery",
            get(cancel_recovery::show).post(cancel_recovery::submit),
        )
        .route("/signin/prove", get(prove::show).post(prove::submit))
        .route("/signin/prove/key", get(prove::back).post(prove::touch))
        .route("/console/register", get(register::show))
        .route(
            "/console/recovery",
            get(recovery::show).post(recovery::cancel),
        )
        .route(
            "/console/security-credentials/recovery-codes",
            get(recovery_codes::show).post(recovery_codes::submit),
        )
        .route(
            "/console/security-credentials/recovery-codes/switch",
            get(recovery_codes::back).post(recovery_codes::switch),
        )
}

fn in_the_console() -> Router<App> {
    Router::new()
        .route("/console", get(dashboard::show))
        .route("/console/confirm", get(confirm::show).post(confirm::submit))
        .route("/console/users", get(users::show))
        .route("/console/users.csv", get(users::download))
        .route(
            "/console/create-user",
            get(user_create::show).post(user_create::submit),
        )
        .route("/console/users/{name}", get(user::show))
        .route("/console/users/{name}/contact", post(user::save_contact))
        .route(
            "/console/users/{name}/password",
            get(user_password::show).post(user_password::submit),
        )
        .route(
            "/console/users/{name}/console",
            get(user_console::show).post(user_console::submit),
        )
        .route(
            "/console/users/{name}/enrolment-address",
            get(user_enrolment::show).post(user_enrolment::submit),
        )
        .route("/console/unassigned-devices", get(unassigned_devices::show))
        .route(
            "/console/unassigned-devices/delete",
            get(unassigned_devices::back).post(unassigned_devices::delete),
        )
        .route(
            "/console/users/{name}/delete",
            get(user_delete::show).post(user_delete::submit),
        )
        .route(
            "/console/security-credentials",
            get(security_credentials::show),
        )
        .route(
            "/console/security-credentials/password",
            get(password_change::show).post(password_change::submit),
        )
}

/// The account and what holds for all of it.
fn about_account() -> Router<App> {
    Router::new()
        .route("/console/account", get(account::show))
        .route(
            "/console/account/name",
            get(account::back).post(account::save_name),
        )
        .route(
            "/console/account/alias",
            get(account::back).post(account::save_alias),
        )
        .route(
            "/console/account/alias/delete",
            get(account::back).post(account::delete_alias),
        )
        .route(
            "/console/account/close",
            get(account_close::show).post(account_close::submit),
        )
        .route(
            "/console/account/reopen",
            get(account_reopen::show).post(account_reopen::submit),
        )
        .route(
            "/console/account/settings",
            get(account_settings::show).post(account_settings::submit),
        )
        .route(
            "/console/account/password-policy",
            get(password_policy::show).post(password_policy::submit),
        )
        .route(
            "/console/account/password-policy/delete",
            get(password_policy::back).post(password_policy::delete),
        )
}

/// Whom one reaches about the account.
fn account_contacts() -> Router<App> {
    Router::new()
        .route("/console/account/contacts", get(contacts::show))
        .route(
            "/console/account/contacts/information",
            get(contact_information::show).post(contact_information::submit),
        )
        .route(
            "/console/account/contacts/{kind}",
            get(contact_alternate::show).post(contact_alternate::submit),
        )
        .route(
            "/console/account/contacts/{kind}/delete",
            get(contact_alternate::back).post(contact_alternate::delete),
        )
}

/// One's own sessions, and the role in which one stands.
fn own_session() -> Router<App> {
    Router::new()
        .route(
            "/console/switch-role",
            get(switch_role::show).post(switch_role::submit),
        )
        .route(
            "/console/switch-role/exit",
            get(switch_role::ask_back).post(switch_role::exit),
        )
        .route("/console/sessions", get(sessions::show))
        .route("/console/sessions/end", post(sessions::end))
        .route("/console/sessions/end-others", post(sessions::end_others))
}

/// From when MFA is required of whom, who lacks it, and the first device.
fn about_mfa() -> Router<App> {
    Router::new()
        .route(
            "/console/confirm/key",
            get(confirm_key::show).post(confirm_key::submit),
        )
        .route("/console/mfa-required", get(mfa_required::show))
        .route("/console/enrol", get(enrol::show))
        .route("/console/enrol/send", get(enrol::back).post(enrol::send))
        .route(
            "/console/enrol/code",
            get(enrol::back).post(enrol::pass_code),
        )
        .route(
            "/console/enrol/address",
            get(enrol::back).post(enrol::pass_address),
        )
        .route(
            "/console/enrol/opened",
            get(enrol::back).post(enrol::pass_opened),
        )
        .route("/console/mfa-status", get(mfa_status::show))
        .route("/console/devices", get(device_list::show))
        .route("/console/events", get(events::show))
        .route("/console/events.csv", get(events_download::csv))
        .route("/console/events.jsonl", get(events_download::json_lines))
        .route("/console/events/{position}", get(event::show))
        .route("/console/deadline", get(deadline::show))
        .route(
            "/console/deadline/set",
            get(deadline_set::show).post(deadline_set::submit),
        )
        .route(
            "/console/deadline/remove",
            get(deadline_remove::show).post(deadline_remove::submit),
        )
        .route("/console/accounts", get(accounts::show))
}

/// The pages about somebody's devices: the same ones for oneself and for a user.
fn devices(of: &str) -> Router<App> {
    Router::new()
        .route(
            &format!("{of}/mfa/new"),
            get(mfa_name::show).post(mfa_name::submit),
        )
        .route(
            &format!("{of}/mfa/set-up"),
            get(mfa_app::show).post(mfa_app::submit),
        )
        .route(
            &format!("{of}/mfa/token"),
            get(mfa_token::show).post(mfa_token::submit),
        )
        .route(
            &format!("{of}/mfa/key"),
            get(mfa_key::show).post(mfa_key::submit),
        )
        .route(
            &format!("{of}/mfa/{{device}}/remove"),
            get(mfa_remove::show).post(mfa_remove::submit),
        )
        .route(
            &format!("{of}/mfa/{{device}}/resync"),
            get(mfa_resync::show).post(mfa_resync::submit),
        )
        .route(
            &format!("{of}/mfa/{{device}}/record"),
            get(device_record::show).post(device_record::submit),
        )
        .route(
            &format!("{of}/mfa/{{device}}/proof-address"),
            get(device_record::back).post(device_record::make_address),
        )
}

/// The pages about somebody's access keys, likewise.
fn access_keys(of: &str) -> Router<App> {
    Router::new()
        .route(
            &format!("{of}/access-keys/new"),
            get(access_key_create::show).post(access_key_create::submit),
        )
        .route(
            &format!("{of}/access-keys/{{key}}/{{deed}}"),
            get(access_key::show).post(access_key::submit),
        )
}

/// The pages about groups and policies.
fn groups_and_policies() -> Router<App> {
    Router::new()
        .route("/console/groups", get(groups::show))
        .route(
            "/console/create-group",
            get(group_create::show).post(group_create::submit),
        )
        .route("/console/groups/{name}", get(group::show))
        .route(
            "/console/groups/{name}/members",
            get(group::back).post(group::add),
        )
        .route(
            "/console/groups/{name}/members/remove",
            get(group::back).post(group::remove),
        )
        .route(
            "/console/groups/{name}/rename",
            get(group_rename::show).post(group_rename::submit),
        )
        .route(
            "/console/groups/{name}/delete",
            get(group_delete::show).post(group_delete::submit),
        )
        .route(
            "/console/groups/{name}/require-mfa",
            get(group_mfa::show).post(group_mfa::submit),
        )
        .route("/console/policies", get(policies::show))
        .route("/console/policies/policy", get(policy::show))
        .route(
            "/console/create-policy",
            get(policy_editor::show_new).post(policy_editor::submit_new),
        )
        .route(
            "/console/policies/edit",
            get(policy_editor::show_version).post(policy_editor::submit_version),
        )
        .route(
            "/console/policies/version/default",
            get(policy::back).post(policy::set_default),
        )
        .route(
            "/console/policies/version/delete",
            get(policy::back).post(policy::delete_version),
        )
        .route(
            "/console/policies/delete",
            get(policy::back).post(policy::delete),
        )
        .route("/console/users/{name}/can", get(user_can::show))
        .route(
            "/console/users/{name}/groups",
            get(policy_attach::back).post(user_groups::add),
        )
        .route(
            "/console/users/{name}/groups/remove",
            get(policy_attach::back).post(user_groups::remove),
        )
}

/// The pages about roles.
fn of_roles() -> Router<App> {
    Router::new()
        .route("/console/roles", get(roles::show))
        .route(
            "/console/create-role",
            get(policy_editor::show_role).post(policy_editor::submit_role),
        )
        .route("/console/roles/{name}", get(role::show))
        .route(
            "/console/roles/{name}/edit",
            get(role_edit::show).post(role_edit::submit),
        )
        .route(
            "/console/roles/{name}/tags",
            get(group::back).post(role_tags::tag),
        )
        .route(
            "/console/roles/{name}/tags/remove",
            get(group::back).post(role_tags::untag),
        )
        .route(
            "/console/roles/{name}/trust",
            get(policy_editor::show_trust).post(policy_editor::submit_trust),
        )
        .route(
            "/console/roles/{name}/delete",
            get(policy_attach::back).post(role::delete),
        )
}

/// What only root may do, and what ends a change of its address.
fn of_root() -> Router<App> {
    Router::new()
        .route("/console/root-user", get(root_user::show))
        .route(
            "/console/root-user/email",
            get(root_email_change::show).post(root_email_change::submit),
        )
        .route(
            "/console/root-user/email/code",
            get(root_email_change::back).post(root_email_change::confirm),
        )
        .route(
            "/console/root-user/email/cancel",
            get(root_email_change::back).post(root_email_change::cancel),
        )
        .route(
            "/console/root-user/administrators",
            get(administrators::show),
        )
        .route(
            "/console/root-user/administrators/user",
            get(administrator_restore::show).post(administrator_restore::submit),
        )
        .route(
            "/signin/cancel-email",
            get(cancel_email::show).post(cancel_email::submit),
        )
}

/// The pages about what somebody may do: the same ones for users, groups and roles.
fn permissions(owner: &str) -> Router<App> {
    Router::new()
        .route(
            &format!("{owner}/policies/attach"),
            get(policy_attach::show).post(policy_attach::attach),
        )
        .route(
            &format!("{owner}/policies/detach"),
            get(policy_attach::back).post(policy_attach::detach),
        )
        .route(
            &format!("{owner}/boundary"),
            get(policy_attach::show_boundary).post(policy_attach::bound),
        )
        .route(
            &format!("{owner}/boundary/delete"),
            get(policy_attach::back).post(policy_attach::unbound),
        )
        .route(
            &format!("{owner}/inline/edit"),
            get(policy_editor::show_inline).post(policy_editor::submit_inline),
        )
        .route(
            &format!("{owner}/inline/delete"),
            get(policy_attach::back).post(policy_editor::delete_inline),
        )
}

/// The page that says what went wrong and what to do next.
pub(crate) fn problem_page(problem: &Problem, layout: Layout, id: &RequestId) -> String {
    let page = problem::Page {
        layout,
        problem: problem.clone(),
        request_id: id.to_string(),
    };
    page.render().unwrap_or_else(|error| {
        tracing::error!(%error, "the page of a problem cannot be drawn");
        format!("{}; request id {id}\n", problem.status())
    })
}
