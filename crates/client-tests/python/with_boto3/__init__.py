"""boto3 against the release build: every served operation, and every modelled error."""
