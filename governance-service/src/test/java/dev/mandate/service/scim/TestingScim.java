package dev.mandate.service.scim;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.subject.SourceId;
import dev.mandate.model.subject.Subject;
import dev.mandate.service.directory.PushSource;
import dev.mandate.service.directory.SourceLimits;
import dev.mandate.service.directory.TestingPushes;
import dev.mandate.service.directory.UserTypes;
import dev.mandate.service.ledger.TestingLedger;
import dev.mandate.service.platform.TestingClock;
import dev.mandate.service.platform.TestingDatabase;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The SCIM server over a database of its own, asked without HTTP. */
final class TestingScim {
    static final SourceId CORP = SourceId.of("corp");
    static final SourceId OTHER = SourceId.of("other");
    static final LedgerActor HOST = new LedgerActor("host", "root", "operating-system");
    static final String BASE = "https://mandate.example.org/scim/v2/corp";
    static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    final TestingDatabase database;
    final TestingClock clock = new TestingClock(TestingLedger.NOON);
    final TestingPushes pushes;
    final SourceTokenApi tokens;
    final Groups groups;
    final ScimServer server;

    private TestingScim(TestingDatabase database, Path data) {
        this.database = database;
        var queries = database.queries();
        var ledger = TestingLedger.over(database, data).api();
        pushes = TestingPushes.over(database, data, clock, source(CORP), source(OTHER));
        var ids = new NewIds();
        tokens = new SourceTokenApi(new TokenStore(queries), pushes.api, ledger, clock, database.transactions(), ids);
        var groupRows = new GroupStore(queries);
        var cursors = new Cursors(new CursorStore(queries), database.transactions());
        var lists = new Lists(cursors, clock, database.transactions());
        var users = new Users(
                new UserStore(queries), groupRows, lists, pushes.api, ledger, ids, clock, database.transactions());
        groups = new Groups(groupRows, lists, pushes.api, ledger, ids, clock, database.transactions());
        server = new ScimServer(pushes.api, users, groups);
    }

    private static PushSource source(SourceId id) {
        return new PushSource(
                id,
                new SourceLimits(
                        SourceLimits.DEFAULT.maxShrink(), SourceLimits.DEFAULT.maxGrowth(), PushSource.STALE_AFTER),
                100_000,
                new UserTypes(Set.of("Service", "Bot"), Set.of("Device"), Set.of("Prehire")));
    }

    /** Empties all tables first. */
    static TestingScim over(TestingDatabase database, Path data) {
        TestingLedger.clear(database);
        database.asSuperuser().execute("truncate scim.token, scim.user_, scim.group_, scim.group_step cascade");
        return new TestingScim(database, data);
    }

    /** What came back. */
    record Reply(int status, Map<String, String> headers, ObjectNode json) {
        JsonNode at(String pointer) {
            return json.at(pointer);
        }

        String text(String name) {
            return json.path(name).asString("");
        }

        String id() {
            return text("id");
        }

        /** One text of each resource of a list. */
        List<String> each(String name) {
            return json.path("Resources")
                    .valueStream()
                    .map(one -> one.path(name).asString(""))
                    .toList();
        }
    }

    Reply send(String method, String path, String body) {
        return send(CORP, method, path, body, null, null);
    }

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply ifMatch(String method, String path, String body, String tag) {
        return send(CORP, method, path, body, tag, null);
    }

    Reply ifNoneMatch(String path, String tag) {
        return send(CORP, "GET", path, "", null, tag);
    }

    Reply send(
            SourceId source,
            String method,
            String path,
            String body,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch) {
        clock.advance(Duration.ofMillis(1));
        int mark = path.indexOf('?');
        List<String> parts = Stream.of((mark < 0 ? path : path.substring(0, mark)).split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        var request = new ScimRequest(
                method,
                parts,
                mark < 0 ? Map.of() : query(path.substring(mark + 1)),
                ifMatch,
                ifNoneMatch,
                body.getBytes(UTF_8),
                BASE);
        var by = new Pushing(pushes.api.source(source).orElseThrow(), new UUID(0, 1));
        return reply(server.answer(by, request));
    }

    static Reply reply(ScimAnswer answer) {
        ScimAnswer.Body body = answer.body();
        if (body == null) {
            return new Reply(answer.status(), answer.headers(), Json.object());
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = Json.mapper().createGenerator(bytes)) {
            body.write(out);
        }
        return new Reply(answer.status(), answer.headers(), Json.read(bytes.toByteArray()));
    }

    /** {@code name=value&…} as it is, not encoded. */
    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String one : text.split("&", -1)) {
            String[] both = one.split("=", 2);
            query.put(both[0].toLowerCase(Locale.ROOT), both[1]);
        }
        return query;
    }

    /** A user with this user name, active, with one mail address for work. */
    Reply user(String userName) {
        return send("POST", "/Users", """
                {"schemas": ["%s"], "userName": "%s", "externalId": "x-%s", "active": true,
                 "name": {"givenName": "%s", "familyName": "Example"},
                 "emails": [{"type": "work", "value": "%s@example.org", "primary": true}]}
                """.formatted(USER, userName, userName, userName, userName));
    }

    /** A group of this name with these members. */
    Reply group(String name, String... members) {
        String list =
                Stream.of(members).map(id -> "{\"value\": \"" + id + "\"}").collect(Collectors.joining(", "));
        return send("POST", "/Groups", """
                {"schemas": ["%s"], "displayName": "%s", "members": [%s]}""".formatted(GROUP, name, list));
    }

    /** The number of resources that a filter finds. */
    int found(String endpoint, String filter) {
        return get("/" + endpoint + "?filter=" + filter)
                .json()
                .path("totalResults")
                .asInt(-1);
    }

    Subject subject(String userName) {
        return pushes.now().subjects().values().stream()
                .filter(one ->
                        one.attributes().getOrDefault(Subject.USERNAME, "").equals(userName))
                .findFirst()
                .orElseThrow();
    }

    String token(SourceId source, Duration valid, @Nullable Duration overlap) {
        var shown = new AtomicReference<>("");
        tokens.make(source, valid, overlap, HOST, shown::set);
        return shown.get();
    }

    boolean isTaken(SourceId source, String token) {
        return recognised(source, token).isPresent();
    }

    Optional<Pushing> recognised(SourceId source, String token) {
        return tokens.recognise(source, token, InetAddress.getLoopbackAddress());
    }

    /** The ledger's entries with this action, oldest first. */
    List<String> entries(String action) {
        return database.queries().fetch("select canonical from ledger.entry order by id").stream()
                .map(row -> new String(row.get(0, byte[].class), UTF_8))
                .filter(entry -> entry.contains("\"action\":\"" + action + "\""))
                .toList();
    }

    /** User names of the direct members of the group of this name. */
    Set<String> members(String group) {
        var now = pushes.now();
        return now.groups().values().stream()
                .filter(one -> one.name().equals(group))
                .flatMap(one -> one.subjects().stream())
                .map(id -> Objects.requireNonNull(now.subjects().get(id))
                        .attributes()
                        .getOrDefault(Subject.USERNAME, ""))
                .collect(Collectors.toSet());
    }
}
