//! Stories that are written in the client's own language: in `python` and in `node`.

use client_tests::client::beside_python;
use client_tests::{Client, Server};

/// Debian's; a person's `PATH` may have another one first.
const AWS_CLI_2: &str = "/usr/bin/aws";

#[test]
fn boto3_runs_every_operation_and_sees_every_error() {
    Client::python("with_boto3").meets(&Server::start());
}

#[test]
fn the_aws_cli_1_runs_every_command() {
    Client::python("with_aws_cli")
        .with("CLIENT_TESTS_AWS", beside_python("aws"))
        .with("CLIENT_TESTS_AWS_VERSION", "1.")
        .meets(&Server::start());
}

#[test]
fn the_aws_cli_2_runs_every_command_that_it_knows() {
    Client::python("with_aws_cli")
        .with("CLIENT_TESTS_AWS", AWS_CLI_2)
        .with("CLIENT_TESTS_AWS_VERSION", "2.")
        .meets(&Server::start());
}

#[test]
fn the_sdk_for_javascript_runs_every_operation() {
    Client::node("suite.test.mjs").meets(&Server::start());
}

#[test]
fn a_profile_with_a_credential_process_asks_for_one_code() {
    Client::python("credential_process")
        .with("CLIENT_TESTS_AWS_1", beside_python("aws"))
        .with("CLIENT_TESTS_AWS_2", AWS_CLI_2)
        .meets(&Server::start());
}
