# Devices as things: who has one, where it lies, and the proof that it is there.

nav-devices = Devices

care-list-title = Devices
care-list-lead = Every MFA device of the account, who has it, and when it was last seen.
care-owner = Signs in as
care-nobody = Not assigned
care-holder = Held by
care-place = Kept in
care-note = Note
care-confirmed = Confirmed on
care-unconfirmed = Not yet
care-record = Record
care-replace = Replace
care-any-kind = Any
care-unused = Unused for at least (days)
care-stale = Not confirmed for at least (days)
care-drift = Clock off by at least (seconds)
care-aaguid = Model (AAGUID)
care-filter = Filter
care-seen = Seen
care-look = Show these
care-look-at-all = Show all
care-none = There is no such device.
care-leaving = If { $name } leaves
care-leaving-text = These are the devices that this person holds. Replace each one: the new device is registered first, and the old one is removed after that.
care-key-stays = { $model }, attestation { $attestation }, stays on the device
care-key-may-be-copied = { $model }, attestation { $attestation }, may be synced, is not
care-key-copied = { $model }, attestation { $attestation }, synced

care-title = Device record
care-written = Who has it, and where
care-lead = Write down who physically has the device, so that it is found when the person leaves or the device is lost. Nothing at the sign-in depends on it.
care-holder-hint = The person’s name, which need not be a user name. If somebody else has it from now on, it has to be confirmed again.
care-place-hint = For example a safe, a key ring or a phone.
care-note-hint = No passwords and no codes: others can read this.
care-place-safe = Safe
care-place-ring = Key ring
care-place-phone = Phone
care-place-drawer = Locked drawer
care-saved = The record of { $name } is saved.
care-prove-lead = Whoever has the device proves that it is there, by a code or a touch. No sign-in is needed, and nothing is opened by it.
care-prove-days = The address works once, for { $days } days, and five wrong answers end it. A new one replaces it.
care-prove-make = Make an address for the proof
care-prove-address = Address for the proof
care-prove-here = Open it here

prove-title = Prove it
prove-account = Account { $account }
prove-holder = As written down, { $name } has it.
prove-lead = Show that you have this device in your hands. You are not signed in by it, and the code is used up.
prove-button = Prove it
prove-done = It is confirmed that this device is there:
prove-close = There is nothing more to do. You can close this page.
prove-over = This address does not work any more: it was used, replaced by a later one, ended by wrong answers, or it is too old. Ask whoever gave it to you for a new one.

error-line = Shorten this to at most { $max } characters.
error-number = Type a whole number.
error-aaguid = An AAGUID looks like 2fc0579f-8113-47ea-b116-bb5a8db9202a.

recommend-root-one-device = Root user has only one device
recommend-root-one-device-text = If it is lost, nobody can sign in as root user. Root should add a second one, and somebody else should keep it.
recommend-root-one-hand = One person holds all devices of the root user
recommend-root-one-hand-text = If this person cannot be reached, nobody can sign in as root user. Give one of the devices to somebody else.
recommend-root-holders = Write down who holds the devices of the root user
recommend-root-holders-text = Two people should hold them. The record of each device has a place for the name.
recommend-root-key = Add a passkey or security key for root user
recommend-root-key-text = It cannot be used on a forged page, unlike a code that somebody types.
recommend-root-key-by-root = It cannot be used on a forged page, unlike a code that somebody types. Only the root user can add it.
recommend-root-key-button = Add a key
recommend-unused = Some devices have not been seen for long
recommend-unused-text = { $count ->
    [one] One device was neither used nor confirmed for { $days } days. Find out whether it is still there, or remove it.
   *[other] { $count } devices were neither used nor confirmed for { $days } days. Find out whether they are still there, or remove them.
}
recommend-unconfirmed = Some devices should be confirmed
recommend-unconfirmed-text = { $count ->
    [one] Of one device nobody has proved for { $days } days that it is there.
   *[other] Of { $count } devices nobody has proved for { $days } days that they are there.
}
recommend-devices-button = Show them
