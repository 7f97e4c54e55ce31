#!/bin/sh
# Fills the directory at the first start; the reader's password is the file named in READER_PASSWORD_FILE.
set -eu
if [ ! -e /var/lib/ldap/data.mdb ]; then
    tr -d '\n' <"$READER_PASSWORD_FILE" >/tmp/password
    hash=$(slappasswd -T /tmp/password)
    rm /tmp/password
    { cat /opt/ldap/example.ldif
      printf '\ndn: cn=reader,dc=example,dc=org\nobjectClass: simpleSecurityObject\nobjectClass: organizationalRole\ncn: reader\nuserPassword: %s\n' "$hash"
    } | slapadd -q -f /opt/ldap/slapd.conf
fi
mkdir -p /run/slapd
chown -R openldap /var/lib/ldap /run/slapd
exec slapd -d 256 -u openldap -f /opt/ldap/slapd.conf -h ldap:///
