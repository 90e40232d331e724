# Hardware TOTP tokens, and how far a device's clock is off.

wizard-kind-token = Hardware TOTP token
wizard-kind-token-hint = A small device with a display, from your organization’s stock. You need the serial number printed on it.

token-title = Add a hardware TOTP token
token-device = Device name
token-serial = Serial number
token-serial-hint = It is printed on the back of the token. Upper and lower case are the same.
token-codes = Type two codes in a row
token-codes-text = Type the code that the token shows now. Wait until it shows the next one, and type that too.
token-code-hint = The 6 to 8 digits that the token shows.
token-unavailable = No token of this serial number can be added. Check the number; if it is right, ask whoever gave you the token.
token-codes-wrong = These codes do not fit. Check the serial number, then type two new codes in a row.
token-codes-same = You typed the same code twice. Wait until the token shows the next one, and type that as the second.
token-expires = Works until { $date }

error-token-serial = Type the serial number as it is printed on the token: letters, digits and + = / : , . @ _ -
error-code-digits = Type the { $digits } digits that the device shows.
error-code-token = Type the 6 to 8 digits that the token shows.

drift-label = Clock
drift-seconds-ahead = about { $seconds } seconds ahead
drift-seconds-behind = about { $seconds } seconds behind
drift-minutes-ahead = about { $minutes } minutes ahead
drift-minutes-behind = about { $minutes } minutes behind
drift-none = As far as is known, its clock is right.
drift-advice-app = Turn on automatic date and time on the phone, then resync.
drift-advice-token = This is taken into account, and its codes are accepted. There is nothing to do.
drift-advice-far = Its clock is far off. Codes are still accepted, but have the token replaced before it stops working.
