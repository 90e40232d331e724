"""Lists of things that this server does not keep: they are empty, and no error.

Terraform and auditing tools ask for them on the way to something else.
"""

from with_boto3.story import Story
from world import a_name


class EmptyLists(Story):
    def test_what_an_account_cannot_have_is_an_empty_list(self):
        for call, key in [
            (self.hanako.list_instance_profiles, "InstanceProfiles"),
            (self.hanako.list_open_id_connect_providers, "OpenIDConnectProviderList"),
            (self.hanako.list_saml_providers, "SAMLProviderList"),
            (self.hanako.list_server_certificates, "ServerCertificateMetadataList"),
        ]:
            with self.subTest(call.__name__):
                answer = call()
                self.assertEqual(answer.get(key), [])
                self.assertFalse(answer.get("IsTruncated"))

    def test_what_a_user_cannot_have_is_an_empty_list(self):
        name, gone = self.somebody("plain").name, a_name("gone")
        for call, key in [
            (self.hanako.list_signing_certificates, "Certificates"),
            (self.hanako.list_ssh_public_keys, "SSHPublicKeys"),
            (self.hanako.list_service_specific_credentials, "ServiceSpecificCredentials"),
        ]:
            with self.subTest(call.__name__):
                self.refused("NoSuchEntity", call, UserName=gone)
                for answer in (call(UserName=name), call()):
                    self.assertEqual(answer.get(key), [])
                    self.assertFalse(answer.get("IsTruncated"))
