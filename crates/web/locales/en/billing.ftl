### English. Terms: docs/glossary.md.

## Billing

billing-title = Billing
billing-lead = What this account says of itself for the books, and what it used. Sekisho sends no bills and takes no payments.
billing-profile = Billing profile
billing-profile-edit = Edit billing profile
billing-usage = Monthly usage
billing-usage-lead = Months are months of UTC. Counts are written once a minute, so the last minute may be missing.
billing-csv = Download CSV
billing-month = Month
billing-running = Current month
billing-active-users = Active users
billing-sign-ins = Sign-ins
billing-mfa-checks = MFA checks
billing-mfa-accepted = MFA checks, accepted
billing-mfa-refused = MFA checks, refused
billing-calls = API calls
billing-calls-accepted = API calls, accepted
billing-calls-refused = API calls, refused
billing-mails = Mails sent
billing-split = { $accepted } accepted, { $refused } refused
billing-company = Company
billing-postal-code = Postal code
billing-address = Address
billing-country = Country
billing-country-hint = Two letters, like JP.
billing-tax-number = Tax registration number
billing-tax-number-hint = In Japan the number of an issuer of qualified invoices: T and 13 digits.
billing-contact = Billing contact
billing-contact-name = Contact name
billing-contact-email = Contact email address
billing-contact-phone = Contact phone number
billing-currency = Currency
billing-currency-none = Not set
billing-payment-note = Payment note
billing-payment-note-hint = How this account pays within your company: a cost centre, or the number of a purchase order. Never the number of a card.
billing-saved = The billing profile was saved.
billing-edit-mfa = Editing needs a session with MFA.
billing-edit-root = Editing is left to the root user in this account.
country-japan = Japan
country-united-states = United States
country-united-kingdom = United Kingdom
country-germany = Germany
country-france = France
country-singapore = Singapore
country-korea = Republic of Korea
country-taiwan = Taiwan
country-australia = Australia
error-line-max = Use at most { $max } characters.
error-tax-form = In Japan, type T and 13 digits.
error-tax-digits = These digits do not fit together. Check the number: one of them is wrong.
error-billing-phone = Type digits, with + ( ) - and spaces if you like.
error-currency = Choose one of the currencies on the list.
error-card-number = This looks like the number of a payment card. Sekisho takes no cards, and other people read this: take it out.

## IAM access to billing

billing-access-title = IAM user and role access to billing information
billing-access-lead = As long as it is deactivated, only the root user sees this account’s billing, also if somebody has AdministratorAccess. Once it is activated, users and roles still need a policy that allows it.
billing-access-activate = Activate IAM access
billing-access-activate-hint = Opens viewing to users and roles whose policies allow billing:GetBillingDetails or billing:GetBillingData.
billing-access-edit = IAM users and roles may edit
billing-access-edit-hint = Opens the billing profile to those whose policies allow billing:UpdateBillingPreferences. Only together with the first one.
billing-access-saved = IAM access to billing was changed.
billing-access-off = Deactivated
billing-access-view = Activated: viewing
billing-access-both = Activated: viewing and editing
billing-access-change = Edit IAM access
billing-off = IAM access to billing is deactivated
billing-off-text = No policy opens billing here, until the root user of this account activates IAM user and role access to billing information. Ask whoever holds the root user.
billing-edit-off = Editing billing is left to the root user
billing-edit-off-text = No policy opens editing here, until the root user of this account lets IAM users and roles edit billing. Ask whoever holds the root user.
mail-billing-access = IAM access to billing changed
mail-billing-access-text = Somebody in a session of { $whose } changed who beside the root user may see or edit the billing of this account.
mail-billing-access-to-do = Sign in at once, look at IAM access under “{ $menu }”, change the password, and end all other sessions.
