package dev.mandate.service.policy;

import static dev.mandate.service.yaml.Shape.Key.optional;
import static dev.mandate.service.yaml.Shape.Key.required;

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

/** Every key of the policy format, said once. */
final class PolicyFormat {
    private static final int MOST = 1_000_000_000;
    static final Text ID = Shape.ID;
    private static final Text NAME = new Text("text of 1 to 1,024 characters", null);
    private static final Text PROSE = new Text("text", null);
    private static final Text TIME = new Text(
            "a date, or a time such as 2027-03-31T18:00 or 2027-03-31T18:00:00Z",
            "\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?([Zz]|[+-]\\d{2}(:\\d{2})?)?)?");
    private static final Text GROUP = new Text("SOURCE/NAME or SOURCE/id:ID", "[a-z0-9-]+/[\\s\\S]+");
    private static final Text SUBJECT = new Text("SOURCE/USERNAME", "[a-z0-9-]+/[\\s\\S]+");
    private static final Either NAMES = new Either(List.of(NAME, new ListOf(NAME)));
    private static final Either IDS = new Either(List.of(ID, new ListOf(ID)));
    private static final Text SHORT_ENTITLEMENT =
            new Text("kind:resource, or kind:resource action", "[a-z][a-z-]*:[\\s\\S]+");

    static final Block SELECTOR = new Block(
            "selector",
            "where",
            List.of(
                    optional("application", IDS, "all", "Product, or several: any of them.", "postgresql"),
                    optional("deployment", IDS, "all", "Deployment id, or several: any of them.", "warehouse-prod"),
                    optional(
                            "labels",
                            new TableOf("label", NAMES),
                            "all",
                            "Labels that a deployment must have; a list means any of its values.",
                            "{env: [staging, prod]}")));

    static final Block ENTITLEMENT = new Block(
            "entitlement",
            "an entitlement's long form",
            List.of(
                    required(
                            "kind",
                            new Text("a word of the vocabulary", "[a-z][a-z-]*"),
                            "Kind, from the application's vocabulary.",
                            "table"),
                    required(
                            "resource",
                            NAME,
                            "What it is about. `*` stands for any run of characters where the kind allows patterns; a JSON string means itself.",
                            "\"curated.*\""),
                    optional("action", NAME, "none", "What may be done, where the kind has actions.", "SELECT"),
                    optional(
                            "effect",
                            new Words(List.of("allow", "deny")),
                            "allow",
                            "Whether it gives or takes away.",
                            "deny"),
                    optional(
                            "condition",
                            PROSE,
                            "unconditional",
                            "Row filter, document query or the like, in the product's own language.",
                            "\"region = 'eu'\""),
                    optional(
                            "options",
                            new TableOf("option", PROSE),
                            "the product's",
                            "Switches that differ from the product's default.",
                            "{admin: true}")));

    static final Either ENTITLEMENTS_ITEM = new Either(List.of(SHORT_ENTITLEMENT, ENTITLEMENT));
    static final ListOf ENTITLEMENTS = new ListOf(ENTITLEMENTS_ITEM);

    private static final Words MODE = new Words(List.of("observe", "additive", "authoritative"));

    static final Block MANAGE = new Block(
            "manage",
            "manage",
            List.of(
                    optional(
                            "accounts",
                            MODE,
                            "observe",
                            "How far Mandate may go with accounts: whether they exist and are enabled.",
                            "additive"),
                    optional("memberships", MODE, "observe", "… with memberships of app-roles.", "authoritative"),
                    optional("role-content", MODE, "observe", "… with permissions on resources.", "authoritative")));

    static final Block DEPLOYMENT = new Block(
            "deployment",
            "a deployment",
            List.of(
                    required("id", ID, "Its name in policy, on screens and in exports.", "warehouse-prod"),
                    required("application", ID, "The product that runs there.", "postgresql"),
                    optional(
                            "release",
                            new Text("numbers with dots", "\\d{1,6}(\\.\\d{1,6}){0,4}"),
                            "the newest vocabulary",
                            "The product's release, for checking entitlements offline.",
                            "\"18.4\""),
                    optional(
                            "labels",
                            new TableOf("label", NAME),
                            "none",
                            "Words that selectors look for.",
                            "{env: prod, region: eu}"),
                    required(
                            "connect",
                            new TableOf("field", new Either(List.of(PROSE, new ListOf(PROSE)))),
                            "Where and how the agent connects; the fields are the agent's own, see its page. A secret is written only as `${secret:NAME}`. `tls` is `verify-full` unless said otherwise; a connection without TLS to another host needs `insecure: true`.",
                            "{host: db1, database: warehouse, user: mandate, password: \"${secret:warehouse}\"}"),
                    optional("agent", ID, "local", "`local`, or the name of an enrolled remote agent.", "agent-eu"),
                    optional(
                            "manage",
                            MANAGE,
                            "observe everything",
                            "What Mandate may change: per facet `observe`, `additive` or `authoritative`.",
                            "{memberships: authoritative}"),
                    optional(
                            "account-name",
                            new Text(
                                    "text with {attribute} or {attribute|lower} in it",
                                    "[\\s\\S]*\\{[a-z][a-z0-9-]*(\\|lower)?}[\\s\\S]*"),
                            "\"{username}\"",
                            "How a person's account is named there.",
                            "\"{username|lower}\""),
                    optional(
                            "sign-in",
                            new Words(List.of("external", "password")),
                            "external",
                            "How people get in: by SSO or LDAP, or by a password of the product's own.",
                            "external"),
                    optional(
                            "link-by",
                            NAME,
                            "none",
                            "Attribute whose equal value on both sides links a found account to a person.",
                            "email"),
                    optional(
                            "trust-names",
                            new Flag(),
                            "false",
                            "Whether an equal account name alone links an account to a person.",
                            "true")));

    static final Block APP_ROLE = new Block(
            "app-role",
            "an app-role",
            List.of(
                    optional(
                            "where",
                            SELECTOR,
                            "everywhere",
                            "The deployments it is defined in.",
                            "{application: postgresql}"),
                    required("name", NAME, "Its name inside the deployment.", "analyst"),
                    required(
                            "gives",
                            ENTITLEMENTS,
                            "What its members can do.",
                            "[\"schema:curated USAGE\", \"table:curated.* SELECT\"]"),
                    optional(
                            "extend",
                            new Flag(),
                            "false",
                            "Whether this adds to a definition written elsewhere instead of being it.",
                            "true"),
                    optional("extensible", new Flag(), "false", "Whether other entries may extend this one.", "true")));

    static final Block CLAUSE = new Block(
            "clause",
            "an entry of gives",
            List.of(
                    optional(
                            "where",
                            SELECTOR,
                            "everywhere",
                            "The deployments this entry is about.",
                            "{application: superset}"),
                    required("entitlements", ENTITLEMENTS, "What the role gives there.", "[\"role:analyst\"]")));

    static final Block ROLE = new Block(
            "role",
            "a role",
            List.of(
                    required("id", ID, "Its name in policy, requests and reviews.", "analyst"),
                    optional(
                            "description",
                            PROSE,
                            "empty",
                            "One sentence that a reviewer understands.",
                            "Reads curated data"),
                    optional(
                            "owner",
                            new Text("group:SOURCE/NAME or person:SOURCE/USERNAME", "(group|person):[\\s\\S]+"),
                            "nobody",
                            "Who answers for it.",
                            "group:corp/data-platform-leads"),
                    optional(
                            "risk",
                            new Words(List.of("standard", "elevated", "critical")),
                            "standard",
                            "How much harm it can do.",
                            "elevated"),
                    optional(
                            "includes",
                            new ListOf(ID),
                            "none",
                            "Roles whose entitlements come with this one; no cycles.",
                            "[viewer]"),
                    optional(
                            "gives",
                            new ListOf(CLAUSE),
                            "nothing of its own",
                            "Entitlements, per selection of deployments.",
                            "[{where: {application: postgresql}, entitlements: [\"role:analyst\"]}]")));

    private static final String FROM = "From when, inclusive. A bare date means its first moment in `time-zone`.";
    private static final String UNTIL = "Until when, exclusive. A bare date is valid through that day in `time-zone`.";

    static final Block MAPPING = new Block(
            "mapping",
            "a mapping",
            List.of(
                    required(
                            "group",
                            GROUP,
                            "The group, by name or by the source's immutable id.",
                            "corp/data-analysts"),
                    required("role", ID, "The role that its members get.", "analyst"),
                    optional(
                            "where",
                            SELECTOR,
                            "everywhere",
                            "The deployments it is about, within those of the role.",
                            "{labels: {env: prod}}"),
                    optional("from", TIME, "always", FROM, "2026-01-01"),
                    optional("until", TIME, "for ever", UNTIL, "2027-03-31"),
                    optional("reason", PROSE, "empty", "Why, or the ticket that says why.", "\"DATA-112\"")));

    static final Block ASSIGNMENT = new Block(
            "assignment",
            "an assignment",
            List.of(
                    required("subject", SUBJECT, "The person or service, by user name in its source.", "corp/ann"),
                    required("role", ID, "The role that the subject gets.", "analyst"),
                    optional(
                            "where",
                            SELECTOR,
                            "everywhere",
                            "The deployments it is about, within those of the role.",
                            "{deployment: warehouse-prod}"),
                    optional("from", TIME, "always", FROM, "2026-01-01"),
                    optional("until", TIME, "for ever", UNTIL, "2027-03-31"),
                    required("reason", PROSE, "Why this one subject, or the ticket that says why.", "\"on-call\"")));

    static final Block CONSTRAINT = new Block(
            "constraint",
            "a constraint",
            List.of(
                    required("id", ID, "Its name in findings and waivers.", "maker-checker"),
                    required(
                            "kind",
                            new Words(List.of("sod")),
                            "`sod`: static separation of duty over inherited roles.",
                            "sod"),
                    required(
                            "roles",
                            new ListOf(ID),
                            "The roles that do not go together; at least two.",
                            "[payment-maker, payment-checker]"),
                    optional("at-most", new Whole(1, 1000), "1", "How many of them one subject may have.", "1"),
                    optional(
                            "effect",
                            new Words(List.of("warn", "enforce")),
                            "enforce",
                            "`warn` is a finding only; `enforce` withholds what is newly derived.",
                            "enforce")));

    private static final Block PARTS = new Block(
            "limit",
            "a limit",
            List.of(
                    optional(
                            "percent",
                            new Whole(0, 100),
                            "0",
                            "Percent of what was there at the last complete read.",
                            "10"),
                    optional("at-least", new Whole(0, MOST), "0", "A number that may always pass.", "5")));

    static final Either LIMIT = new Either(List.of(new Whole(0, MOST), PARTS));

    static final Block MAX_GAINS = new Block(
            "max-gains",
            "max-gains",
            List.of(
                    optional("critical", LIMIT, "1", "For access of critical risk.", "1"),
                    optional("elevated", LIMIT, "10", "For access of elevated risk.", "10"),
                    optional(
                            "standard",
                            LIMIT,
                            "{percent: 20, at-least: 50}",
                            "For all other access.",
                            "{percent: 20, at-least: 50}")));

    static final Block GUARDS = new Block(
            "guards",
            "guards",
            List.of(
                    optional(
                            "max-removals",
                            LIMIT,
                            "{percent: 10, at-least: 5}",
                            "More removals in 24 h than both parts wait for an approval.",
                            "{percent: 10, at-least: 5}"),
                    optional(
                            "max-gains",
                            MAX_GAINS,
                            "see below",
                            "More people who gain access per deployment and 24 h wait for an approval.",
                            "{critical: 1}"),
                    optional(
                            "protect",
                            ENTITLEMENTS,
                            "none",
                            "Entitlements that no plan removes without an approval.",
                            "[\"role:Admin\"]"),
                    optional(
                            "window",
                            new Text("HH:MM-HH:MM", "([01]\\d|2[0-3]):[0-5]\\d-([01]\\d|2[0-3]):[0-5]\\d"),
                            "always",
                            "When changes may be applied, in `time-zone`; urgent removals do not wait for it.",
                            "\"22:00-06:00\"")));

    static final Block POLICY = new Block(
            "policy",
            "a policy file",
            List.of(
                    optional(
                            "deployments", new ListOf(DEPLOYMENT), "none", "Running instances of applications.", "[…]"),
                    optional(
                            "app-roles",
                            new ListOf(APP_ROLE),
                            "none",
                            "Roles that Mandate defines inside deployments.",
                            "[…]"),
                    optional(
                            "roles",
                            new ListOf(ROLE),
                            "none",
                            "Our own bundles of entitlements across deployments.",
                            "[…]"),
                    optional("mappings", new ListOf(MAPPING), "none", "Groups that give roles.", "[…]"),
                    optional("assignments", new ListOf(ASSIGNMENT), "none", "Subjects that have roles.", "[…]"),
                    optional("constraints", new ListOf(CONSTRAINT), "none", "Roles that do not go together.", "[…]"),
                    optional(
                            "guards",
                            GUARDS,
                            "see below",
                            "Limits that a plan must pass; in one file only.",
                            "{max-removals: 20}"),
                    optional(
                            "time-zone",
                            new Text("a zone such as Europe/Zurich", null),
                            "UTC",
                            "Where dates and the window are read; in one file only.",
                            "Europe/Zurich")));

    private PolicyFormat() {}
}
