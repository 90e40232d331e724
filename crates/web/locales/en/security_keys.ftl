### English. Terms: docs/glossary.md.

## Passkeys and security keys: adding one

wizard-kind-key = Passkey or security key
wizard-kind-key-hint = A FIDO2 key, or the fingerprint, face or PIN of this computer or phone. Nothing to type, and no fake page can use it.
key-title = Add the passkey or security key
key-text = Press the button below, and follow what the browser asks for. The key has to ask who you are: by a PIN, a finger or a face.
key-button = Add the key
key-host = The key will work at { $host } and nowhere else.
key-localhost = This page stands on localhost, so a key that is added here works on this computer only. It does not move to a server with another address.
key-no-script = This step needs JavaScript: the browser speaks with the key. Switch it on for this page, or choose an authenticator app instead.
key-unsupported = This browser cannot speak with passkeys and security keys. Use a newer one, or another MFA device.
key-waiting = Waiting for the key. Follow what the browser asks for.
key-failed = The browser got no answer from the key. Press the button to try again.
key-known-here = This key is registered for you already. Use another one.
key-over = The set-up was left for more than 5 minutes and has been forgotten. Begin again.

## Passkeys and security keys: proving who one is

key-signin-title = Use your passkey or security key
key-signin-text = Press the button below, and follow what the browser asks for: touch the key, or use its PIN, your finger or your face.
key-signin-button = Use passkey or security key
key-kind = Passkey or security key
key-trouble = The key does not work?
key-trouble-host = A key works at the address at which it was added, and nowhere else. Look at the address in the browser: if it looks strange, type nothing.

## Why a key was not accepted

key-fault-not-accepted = The key was not accepted. Try again, or use another MFA device.
key-fault-over = This page was too old, or another one had taken its place. Try again.
key-fault-not-verified = The key did not ask who you are. Set a PIN or a fingerprint on it, and try again.
key-fault-form = The key proves its make in a form that is not supported here: { $form }. Use another key, or ask the operator of this Sekisho.
key-fault-model = Keys of this model may not be used here. Use another one, or ask the operator of this Sekisho. Model: { $model }
key-fault-maker = Keys of this model have to prove here that they are genuine, and this one did not. Use another one, or ask the operator of this Sekisho. Model: { $model }
key-fault-synced = Passkeys that are copied between computers may not be used here. Use a security key, or the passkey of a computer that keeps it to itself.
key-fault-known = This key is registered already. Use another one.
key-fault-cloned = There may be a copy of this key: its count went back. It opens nothing here. Use another MFA device, and tell an administrator of the account.

key-waits = Wrong codes were typed several times, so keys wait as well.
mail-key-copied = [Action Required] A security key may have been copied
mail-key-copied-title = A security key may have been copied
mail-key-copied-text = A passkey or security key of { $whose } was used, and its use counter had gone back. That happens when there is a copy of it, and now and then when it is faulty.
mail-key-copied-to-do = Find out who used it at this time. If it was not you, or if you are in doubt, replace it under “{ $menu }” and change the password.
