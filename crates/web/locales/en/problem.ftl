### English. Terms: docs/glossary.md.

## What went wrong, and what to do next

problem-bad-form = This form cannot be read
problem-bad-form-text = Go back, reload the page and send the form again.
problem-not-allowed = You are not allowed to do this
problem-not-allowed-text = Ask an administrator of the account to allow this action, and give the name below. If MFA is required for it, add MFA or sign in again with it.
problem-missing-action = Missing action
problem-why = Why
problem-why-identity = None of your policies, and none of your groups' policies, allows it.
problem-why-boundary = Your permissions boundary does not allow it.
problem-why-session = The policies of your session do not allow it.
problem-why-other = The policies of the organization or of the resource do not allow it.
problem-why-denied = Statement { $statement } of the policy { $policy } denies it.
problem-cross-site = This form came from another site
problem-cross-site-text = Nothing was changed. If you did not mean to do this, close the page. Otherwise open the console and begin there.
problem-form-too-old = This form is too old
problem-form-too-old-text = Nothing was changed. Go back, reload the page and send the form again. Cookies must be on.
problem-not-found = There is nothing here
problem-not-found-text = The address is wrong, or what stood here was deleted.
problem-wrong-method = This address cannot be called like that
problem-wrong-method-text = Open the console and begin there.
problem-wrong-host = This is another host
problem-wrong-host-text = Nothing was changed. Open the console at its own address and send the form there.
problem-timed-out = This took too long
problem-timed-out-text = Look whether the change was made before you send it again.
problem-conflict = Somebody changed this at the same time
problem-conflict-text = Nothing of yours was changed. Reload the page, look at what it is now, and send the form again.
problem-too-large = Too much was sent
problem-too-large-text = A form may hold 64 KiB. Go back, shorten what you typed and send it again.
problem-too-many = Too many attempts
problem-too-many-text = Wait, then try again.
problem-internal = Something went wrong on our side
problem-internal-text = Try again. If it happens again, give the request ID to the operator of this Sekisho: the log says more under it.
problem-unavailable = Sekisho cannot answer right now
problem-unavailable-text = The store does not answer. Try again soon; if it lasts, tell the operator of this Sekisho.
problem-storage-full-text = The disk of this Sekisho is full, so nothing can be written, and nothing was lost: tell its operator, and try again when there is room.
problem-busy = Many people are signing in
problem-busy-text = Wait a few seconds, then try again. Sessions that are open are not affected.
problem-request-id = Request ID
problem-to-console = Open the console
problem-only-root = Only the root user can do this
problem-only-root-text = No policy can allow it to anybody else. Ask whoever holds the root user of this account; the attempt is in the event history.
