### English. Terms: docs/glossary.md.

## Contacts of the account

contacts-title = Contacts
contacts-open = Open the contacts
contacts-lead = The contact information of the account, and who is told about billing, operations and security.
contacts-information = Contact information
contacts-alternate = Alternate contacts
contacts-alternate-lead = They are told beside the root user. Root’s own email address does not change with them.
contacts-billing = Billing contact
contacts-billing-hint = Is meant for questions about invoices and payments. No mail is sent to it yet.
contacts-operations = Operations contact
contacts-operations-hint = Gets a copy of the notices about the MFA requirement.
contacts-security = Security contact
contacts-security-hint = Gets a copy of everything about security beside the person concerned.
contacts-name = Full name
contacts-job = Title
contacts-email = Email address
contacts-phone = Phone number
contacts-phone-hint = Begins with + and the code of the country, like +81 3-1234-5678.
contacts-full-name = Full name
contacts-company = Company name
contacts-country = Country or region code
contacts-country-hint = Two letters, like JP.
contacts-postal-code = Postal code
contacts-state = State, prefecture or region
contacts-city = City
contacts-district = District or county
contacts-line-1 = Address line 1
contacts-line-2 = Address line 2
contacts-line-3 = Address line 3
contacts-website = Website URL
contacts-delete = Remove this contact
contacts-saved = The contacts were saved.
error-phone = Type at most 25 digits, spaces and the signs ( ) + -.
error-international-phone = Begin with + and the code of the country, and use at most 20 digits, spaces and the signs ( ) -.
error-country = Type the two letters of the country, like JP.
error-missing = Fill this in.
