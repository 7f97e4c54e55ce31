package dev.mandate.service.settings;

import static dev.mandate.service.yaml.Shape.Key.optional;
import static dev.mandate.service.yaml.Shape.Key.required;

import dev.mandate.service.directory.LdapKind;
import dev.mandate.service.yaml.Shape;
import dev.mandate.service.yaml.Shape.Block;
import dev.mandate.service.yaml.Shape.Either;
import dev.mandate.service.yaml.Shape.Flag;
import dev.mandate.service.yaml.Shape.ListOf;
import dev.mandate.service.yaml.Shape.TableOf;
import dev.mandate.service.yaml.Shape.Text;
import dev.mandate.service.yaml.Shape.Whole;
import dev.mandate.service.yaml.Shape.Words;
import java.util.List;

/** Every key of {@code mandate.yaml}, said once. */
final class SettingsFormat {
    private static final Text PROSE = new Text("text", null);
    private static final Text PATH = new Text("a path, from this file's folder where it is relative", null);
    private static final Text DN = new Text("a distinguished name", null);
    private static final Text FILTER = new Text("an LDAP filter (RFC 4515)", null);
    private static final Text ATTRIBUTE = new Text("the name of an attribute", null);
    private static final Text DURATION = new Text("a number with s, m, h or d, such as 60s", "[1-9][0-9]{0,6}[smhd]");
    private static final Text REFERENCE =
            new Text("${file:PATH} or ${env:NAME}", "\\$\\{(file:[^}]+|env:[A-Za-z_][A-Za-z0-9_]*)}");
    private static final Whole PORT = new Whole(1, 65_535);
    private static final Either TEXTS = new Either(List.of(PROSE, new ListOf(PROSE)));

    static final Block OWNER = new Block(
            "owner",
            "owner",
            List.of(
                    required("user", PROSE, "The role that owns the schemas and migrates them.", "mandate_owner"),
                    required("password", REFERENCE, "Where its password is.", "\"${file:/run/secrets/owner}\"")));

    static final Block DATABASE = new Block(
            "database",
            "database",
            List.of(
                    required("host", PROSE, "Where PostgreSQL is.", "db"),
                    optional("port", PORT, "5432", "Its port.", "5432"),
                    required("name", PROSE, "The database.", "mandate"),
                    required("user", PROSE, "The application's role; not the owner of the ledger.", "mandate_app"),
                    required("password", REFERENCE, "Where its password is.", "\"${file:/run/secrets/app}\""),
                    optional(
                            "tls",
                            new Words(List.of("verify-full", "verify-ca", "disable")),
                            "verify-full",
                            "How far the server's certificate is checked.",
                            "verify-full"),
                    optional("ca", PATH, "the Java runtime's", "PEM file with the certificates to trust.", "./ca.pem"),
                    optional(
                            "owner",
                            OWNER,
                            "somebody else migrates",
                            "Who migrates.",
                            "{user: mandate_owner, password: \"${file:/run/secrets/owner}\"}")));

    static final Block SECRET = new Block(
            "secret",
            "a secret",
            List.of(
                    optional(
                            "file", PATH, "one of both is needed", "The file that holds it.", "/run/secrets/warehouse"),
                    optional(
                            "env",
                            new Text("the name of a variable", "[A-Za-z_][A-Za-z0-9_]*"),
                            "one of both is needed",
                            "The variable that holds it.",
                            "WAREHOUSE_PASSWORD"),
                    required("deployments", TEXTS, "Which deployments may use it.", "[warehouse-prod]"),
                    required("to", TEXTS, "To which host:port it may go.", "[\"db1:5432\"]")));

    static final Block BIND = new Block(
            "bind",
            "bind",
            List.of(
                    required("dn", DN, "The account that reads.", "\"cn=reader,dc=example,dc=org\""),
                    required("password", REFERENCE, "Where its password is.", "\"${env:LDAP_PASSWORD}\"")));

    static final Block PEOPLE = new Block(
            "people",
            "people",
            List.of(
                    required("base", DN, "Below which people are.", "\"ou=people,dc=example,dc=org\""),
                    optional(
                            "filter",
                            FILTER,
                            "by kind: (objectClass=inetOrgPerson)",
                            "Who of them.",
                            "\"(objectClass=person)\""),
                    optional("id", ATTRIBUTE, "by kind: entryUUID", "The immutable id.", "objectGUID"),
                    optional("username", ATTRIBUTE, "by kind: uid", "The user name.", "sAMAccountName"),
                    optional("email", ATTRIBUTE, "mail", "The mail address.", "mail"),
                    optional("name", ATTRIBUTE, "displayName", "The name for people.", "cn"),
                    optional(
                            "attributes",
                            new TableOf("attribute", ATTRIBUTE),
                            "none",
                            "More of them, by our name.",
                            "{department: departmentNumber}"),
                    optional(
                            "staged",
                            FILTER,
                            "nobody",
                            "Who is known before their first day.",
                            "\"(employeeType=joiner)\""),
                    optional(
                            "suspended",
                            FILTER,
                            "by kind: nobody",
                            "Who is positively suspended.",
                            "\"(pwdAccountLockedTime=*)\""),
                    optional("left", FILTER, "nobody", "Who has positively left.", "\"(employeeType=left)\""),
                    optional(
                            "services",
                            FILTER,
                            "none",
                            "Who of them is a service: it has an owner and cannot sign in.",
                            "\"(objectClass=account)\""),
                    optional(
                            "machines",
                            FILTER,
                            "none",
                            "Who of them is a machine; one that both name is one.",
                            "\"(objectClass=device)\""),
                    optional(
                            "owner",
                            ATTRIBUTE,
                            "owner",
                            "Holds the DN of who answers for a service or machine.",
                            "managedBy")));

    static final Block GROUPS = new Block(
            "groups",
            "groups",
            List.of(
                    required("base", DN, "Below which groups are.", "\"ou=groups,dc=example,dc=org\""),
                    optional(
                            "filter",
                            FILTER,
                            "by kind: (objectClass=groupOfNames)",
                            "Which of them.",
                            "\"(objectClass=group)\""),
                    optional("id", ATTRIBUTE, "by kind: entryUUID", "The immutable id.", "objectGUID"),
                    optional("name", ATTRIBUTE, "cn", "The name that policy uses.", "cn"),
                    optional("member", ATTRIBUTE, "member", "Holds the members' DNs.", "member")));

    static final Block LIMIT = new Block(
            "limit",
            "a limit",
            List.of(
                    optional("percent", new Whole(0, 100), "0", "Of what there is.", "10"),
                    optional("at-least", new Whole(0, 1_000_000_000), "0", "Never less than this many.", "5")));

    static final Block LIMITS = new Block(
            "limits",
            "limits",
            List.of(
                    optional(
                            "max-shrink",
                            LIMIT,
                            "10 %, at least 5",
                            "How many may go missing in 24 h.",
                            "{percent: 10}"),
                    optional("max-growth", LIMIT, "20 %, at least 50", "How many may appear in 24 h.", "{percent: 20}"),
                    optional("stale-after", DURATION, "24h", "When a reading is too old to act on.", "24h")));

    static final Block LINK = new Block(
            "link",
            "link",
            List.of(
                    required("source", Shape.ID, "Whose people sign in.", "corp"),
                    required("claim", PROSE, "A claim of the ID token.", "preferred_username"),
                    required(
                            "attribute",
                            PROSE,
                            "The attribute of the person that has the same value, as the source names it.",
                            "username")));

    static final Block CLAIMED_GROUPS = new Block(
            "claimed-groups",
            "groups",
            List.of(
                    optional("claim", PROSE, "groups", "A claim of the ID token that lists groups.", "groups"),
                    required("any-of", TEXTS, "Of these, one is enough.", "[mandate-users]")));

    static final Block PROVIDER = new Block(
            "provider",
            "provider",
            List.of(
                    required(
                            "issuer",
                            new Text("https://…, or http:// on loopback", "https?://[\\s\\S]+"),
                            "Exactly as the provider's tokens say it.",
                            "https://login.example.org/realms/corp"),
                    optional("ca", PATH, "the Java runtime's", "PEM file with the certificates to trust.", "./ca.pem"),
                    required("client", PROSE, "Our client id there.", "mandate"),
                    required("secret", REFERENCE, "Where our client secret is.", "\"${file:/run/secrets/provider}\""),
                    optional("scopes", TEXTS, "[profile, email]", "Asked for beside openid.", "[profile, email]"),
                    required(
                            "link",
                            LINK,
                            "How the directory's person is found the first time.",
                            "{source: corp, claim: preferred_username, attribute: username}"),
                    optional(
                            "groups",
                            CLAIMED_GROUPS,
                            "nobody is asked for groups",
                            "Without one of these groups a session may do nothing. A token that does not say which"
                                    + " groups names none.",
                            "{any-of: [mandate-users]}")));

    static final Block SIGN_IN = new Block(
            "sign-in",
            "sign-in",
            List.of(
                    optional(
                            "passwords",
                            TEXTS,
                            "nobody signs in by password",
                            "The LDAP sources whose people sign in with the password of the directory.",
                            "[corp]"),
                    optional(
                            "provider",
                            PROVIDER,
                            "nobody signs in by a provider",
                            "The company's identity provider (OpenID Connect).",
                            "{issuer: \"https://login.example.org/realms/corp\", client: mandate, secret: \"${file:/run/secrets/provider}\", link: {source: corp, claim: preferred_username, attribute: username}}"),
                    optional(
                            "proxies",
                            TEXTS,
                            "nobody is believed",
                            "Addresses of the proxies in front: their X-Forwarded-For says who asks.",
                            "[10.0.0.5]"),
                    optional("idle", DURATION, "30m", "A session ends when nothing is asked for so long.", "30m"),
                    optional("longest", DURATION, "12h", "A session ends after so long in any case.", "12h")));

    private static final Text LDAP_URL = new Text("ldaps://HOST:PORT, or ldap:// on loopback", "ldaps?://[\\s\\S]+");
    private static final Words TYPE = new Words(List.of("ldap", "scim", "file"));

    /** A source of the type {@code file}. */
    static final Block FILE_SOURCE = new Block(
            "file-source",
            "a source that is a file",
            List.of(
                    required("id", Shape.ID, "Its name in policy: SOURCE/GROUP.", "corp"),
                    required("type", TYPE, "What it is.", "file"),
                    required("file", PATH, "The file of people and groups.", "./people.yaml"),
                    optional("every", DURATION, "60s", "How often it is read.", "60s"),
                    optional("limits", LIMITS, "see each", "How far it may change by itself.", "{stale-after: 24h}")));

    static final Block PUSH_LIMITS = new Block(
            "push-limits",
            "limits of a source that is pushed to",
            List.of(
                    optional(
                            "max-shrink",
                            LIMIT,
                            "10 %, at least 5",
                            "How many members of a group may go in 24 h without being named.",
                            "{percent: 10}"),
                    optional(
                            "stale-after",
                            DURATION,
                            "7d",
                            "How long the provider may be silent until nothing new is given.",
                            "2d")));

    static final Block USER_TYPES = new Block(
            "user-types",
            "what values of userType mean, in any case",
            List.of(
                    optional(
                            "services",
                            TEXTS,
                            "none",
                            "Services: each has its manager as owner and cannot sign in.",
                            "[Service]"),
                    optional("machines", TEXTS, "none", "Machines, likewise.", "[Device]"),
                    optional("staged", TEXTS, "none", "Whoever is known before their first day.", "[Prehire]")));

    /** A source of the type {@code scim}. */
    static final Block SCIM_SOURCE = new Block(
            "scim-source",
            "a source that an identity provider pushes to",
            List.of(
                    required(
                            "id", Shape.ID, "Its name in policy, SOURCE/GROUP, and at the end of the address.", "corp"),
                    required("type", TYPE, "What it is.", "scim"),
                    optional(
                            "rate",
                            new Whole(1, 100_000),
                            "500",
                            "How many requests it may send per second; more get 429.",
                            "100"),
                    optional(
                            "user-types",
                            USER_TYPES,
                            "every user is a person who is here",
                            "Who of its users is no person, or not here yet.",
                            "{services: [Service], staged: [Prehire]}"),
                    optional(
                            "limits",
                            PUSH_LIMITS,
                            "see each",
                            "How far it may change by itself.",
                            "{stale-after: 2d}")));

    static final Block SOURCE = new Block(
            "source",
            "a source",
            List.of(
                    required("id", Shape.ID, "Its name in policy: SOURCE/GROUP.", "corp"),
                    required("type", TYPE, "What it is.", "ldap"),
                    optional(
                            "kind",
                            new Words(LdapKind.words()),
                            "generic",
                            "The product, which gives the defaults of people and groups.",
                            "active-directory"),
                    optional("url", LDAP_URL, "this or urls", "Where it is.", "ldaps://ldap.example.org:636"),
                    optional(
                            "urls",
                            new ListOf(LDAP_URL),
                            "this or url",
                            "Several servers with the same content, tried in turn.",
                            "[ldaps://a.example.org:636, ldaps://b.example.org:636]"),
                    optional(
                            "start-tls",
                            new Flag(),
                            "false",
                            "Encrypts an ldap:// connection before all else.",
                            "true"),
                    optional("insecure", new Flag(), "false", "Allows plain ldap:// to another host.", "true"),
                    optional("ca", PATH, "the Java runtime's", "PEM file with the certificates to trust.", "./ca.pem"),
                    required(
                            "bind",
                            BIND,
                            "Whom to bind as.",
                            "{dn: \"cn=reader,dc=example,dc=org\", password: \"${env:LDAP_PASSWORD}\"}"),
                    required("people", PEOPLE, "Where people are.", "{base: \"ou=people,dc=example,dc=org\"}"),
                    required("groups", GROUPS, "Where groups are.", "{base: \"ou=groups,dc=example,dc=org\"}"),
                    optional("page-size", new Whole(1, 10_000), "1000", "Entries per page.", "1000"),
                    optional("timeout", DURATION, "30s", "For connecting and for each answer.", "30s"),
                    optional("every", DURATION, "60s", "How often it is read whole.", "60s"),
                    optional(
                            "follow",
                            new Flag(),
                            "true with kind openldap or active-directory",
                            "Takes changes over as the directory tells of them.",
                            "false"),
                    optional("limits", LIMITS, "see each", "How far it may change by itself.", "{stale-after: 24h}")));

    static final Block LINK_RULE = new Block(
            "link",
            "a link rule",
            List.of(
                    required(
                            "attribute",
                            ATTRIBUTE,
                            "Equal values, upper and lower case alike, are one person: username, email, name, or another"
                                    + " that the sources read.",
                            "email"),
                    required(
                            "sources",
                            new ListOf(PROSE),
                            "Two or more; the first that states somebody says who they are, the most restrictive state of"
                                    + " all counts.",
                            "[hr, corp]")));

    static final Block SETTINGS = new Block(
            "mandate",
            "mandate.yaml",
            List.of(
                    optional(
                            "data",
                            PATH,
                            "./data",
                            "Folder of the embedded PostgreSQL, keys, journals and operators' tokens.",
                            "./data"),
                    optional(
                            "database",
                            DATABASE,
                            "an embedded PostgreSQL",
                            "A PostgreSQL of your own.",
                            "{host: db, name: mandate, user: mandate_app, password: \"${file:/run/secrets/app}\"}"),
                    optional(
                            "listen",
                            new Text("HOST:PORT", "[\\s\\S]+:[0-9]{1,5}"),
                            "127.0.0.1:8080",
                            "Where `serve` answers.",
                            "127.0.0.1:8080"),
                    optional(
                            "public-url",
                            new Text("https://HOST, or http:// on loopback", "https?://[^/?#@]+/?"),
                            "browsers on this host only, without TLS",
                            "Where browsers reach `serve`, through a proxy that speaks TLS.",
                            "https://mandate.example.org"),
                    optional(
                            "sign-in",
                            SIGN_IN,
                            "nobody signs in; operators use tokens",
                            "Who signs in to Mandate itself, and how.",
                            "{passwords: [corp]}"),
                    optional(
                            "policy",
                            PATH,
                            "`policy publish` manages the policy",
                            "The folder that manages the policy.",
                            "./policy"),
                    optional(
                            "people",
                            new Whole(1, 2),
                            "2",
                            "1: there is no second person to approve; shown everywhere.",
                            "2"),
                    optional(
                            "confirm-after",
                            DURATION,
                            "1h",
                            "With people: 1, how long it takes until whoever made something that needs a second person may"
                                    + " confirm it; a minute or longer.",
                            "1h"),
                    optional("every", DURATION, "5m", "How often everything is reconciled in full.", "5m"),
                    optional(
                            "checkpoints",
                            new ListOf(PATH),
                            "only on this machine",
                            "Folders elsewhere to which the ledger's checkpoints are published.",
                            "[/mnt/audit/mandate]"),
                    optional(
                            "networks",
                            TEXTS,
                            "anywhere that a deployment can be",
                            "Agents connect to addresses of these networks only, whatever policy and names say.",
                            "[10.20.0.0/16, \"fd00:20::/32\"]"),
                    optional(
                            "secrets",
                            new TableOf("name", SECRET),
                            "none",
                            "What policy calls ${secret:NAME}.",
                            "{warehouse: {file: /run/secrets/warehouse, deployments: [warehouse-prod], to: [\"db1:5432\"]}}"),
                    optional(
                            "links",
                            new ListOf(LINK_RULE),
                            "whoever two sources state is two people",
                            "Whose people are the same, in several sources.",
                            "[{attribute: email, sources: [hr, corp]}]"),
                    required(
                            "sources",
                            new ListOf(new Either(List.of(SOURCE, SCIM_SOURCE, FILE_SOURCE))),
                            "Where people and groups come from.",
                            "[{id: corp, type: ldap}]")));

    private SettingsFormat() {}
}
