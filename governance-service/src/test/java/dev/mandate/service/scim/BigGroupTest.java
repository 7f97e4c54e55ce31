package dev.mandate.service.scim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A group of 100,000 members: what neither changes nor shows them reads none of them, and whoever wants them gets pages. */
class BigGroupTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final int MEMBERS = 100_000;
    private static final String FIRST = "00000000-0000-7000-8000-000000000001";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    @SuppressWarnings("NullAway.Init")
    private String ann;

    @SuppressWarnings("NullAway.Init")
    private String group;

    private final Fetched fetched = new Fetched();

    /** How many rows came from the store. */
    @SuppressWarnings("serial")
    private static final class Fetched implements ExecuteListener {
        private int most;
        private int now;
        private int all;

        void reset() {
            most = 0;
            all = 0;
        }

        @Override
        public void start(ExecuteContext context) {
            now = 0;
        }

        @Override
        public void recordEnd(ExecuteContext context) {
            now++;
            all++;
            most = Math.max(most, now);
        }
    }

    @BeforeEach
    void fill() {
        scim = TestingScim.over(DATABASE, data);
        ann = scim.user("ann").id();
        group = scim.group("everybody").id();
        var sql = DATABASE.asSuperuser();
        sql.execute("""
                insert into directory.subject (id, source, external_id, kind, state, tenure, missing, attributes)
                select ('00000000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, 'corp', 'n' || number,
                    'person', 'active', 1, false, '{}'
                from generate_series(1, %d) as number""".formatted(MEMBERS));
        sql.execute("insert into directory.group_subject select 'corp:" + group
                + "', id from directory.subject where external_id like 'n%'");
        sql.execute("analyze directory.subject, directory.group_subject");
        DATABASE.queries().configuration().set(fetched);
        scim.get("/Groups?excludedAttributes=members");
        fetched.reset();
    }

    /** What a request comes to, and how many memberships the store read for it. */
    private record Looked(TestingScim.Reply reply, long memberships) {}

    private Looked looked(Supplier<TestingScim.Reply> request) {
        fetched.reset();
        return DATABASE.transactions()
                .inOne(() -> new Looked(
                        request.get(), DATABASE.queries().fetchSingle("""
                                        select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)
                                        from pg_stat_xact_user_tables
                                        where relid = 'directory.group_subject'::regclass""").get(0, Long.class)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            GET   | /Groups/GROUP?excludedAttributes=members                                         |
            GET   | /Groups/GROUP?attributes=displayName                                             |
            GET   | /Groups?excludedAttributes=members                                               |
            GET   | /Groups?excludedAttributes=members&filter=displayName eq "everybody"             |
            GET   | /Groups?excludedAttributes=members&filter=members.value eq "FIRST"               |
            GET   | /Users/ANN                                                                       |
            PATCH | /Groups/GROUP | {"op": "add", "path": "members", "value": [{"value": "ANN"}]}
            PATCH | /Groups/GROUP | {"op": "add", "path": "members", "value": [{"value": "FIRST"}]}
            PATCH | /Groups/GROUP | {"op": "remove", "path": "members[value eq \\"FIRST\\"]"}
            PATCH | /Groups/GROUP | {"op": "remove", "path": "members", "value": [{"value": "FIRST"}]}
            PATCH | /Groups/GROUP | {"op": "replace", "path": "displayName", "value": "all"}
            PATCH | /Groups/GROUP?excludedAttributes=members | {"op": "replace", "path": "externalId", "value": "x"}
            """)
    void noMemberIsReadThatIsNotNamed(String method, String path, String operation) {
        String body = operation == null ? "" : """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(named(operation));
        Looked looked = looked(() -> scim.send(method, named(path), body));

        assertThat(looked.reply().status()).isBetween(200, 204);
        assertThat(looked.memberships()).as("memberships read by the store").isLessThan(10);
        assertThat(fetched.all).as("rows fetched").isLessThan(30);
    }

    private String named(String text) {
        return text.replace("GROUP", group).replace("ANN", ann).replace("FIRST", FIRST);
    }

    @Test
    void whoeverIsAddedAndTakenAwayIsThatAlone() {
        patch("{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"" + ann + "\"}]}");
        assertThat(members()).isEqualTo(MEMBERS + 1);
        patch("{\"op\": \"remove\", \"path\": \"members[value eq \\\"" + FIRST + "\\\"]\"}");
        assertThat(members()).isEqualTo(MEMBERS);
        assertThat(scim.found("Groups", "members.value eq \"" + FIRST + "\"")).isZero();
    }

    private void patch(String operation) {
        assertThat(scim.send("PATCH", "/Groups/" + group, """
                        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operation))
                        .status())
                .isEqualTo(204);
    }

    private long members() {
        return DATABASE.asSuperuser()
                .fetchSingle("select count(*) from directory.group_subject")
                .get(0, Long.class);
    }

    @Test
    void allMembersAreShownPageByPage() {
        var request = new ScimRequest(
                "GET", List.of("Groups", group), Map.of(), null, null, "".getBytes(UTF_8), TestingScim.BASE);
        var by = new Pushing(scim.pushes.api.source(TestingScim.CORP).orElseThrow(), new UUID(0, 1));
        var out = new Closings();
        Looked looked = looked(() -> {
            ScimAnswer answer = scim.server.answer(by, request);
            try (var json = Json.mapper().createGenerator(out)) {
                Objects.requireNonNull(answer.body()).write(json);
            }
            return new TestingScim.Reply(answer.status(), answer.headers(), Json.object());
        });
        assertThat(looked.reply().status()).isEqualTo(200);
        assertThat(looked.memberships()).as("what is read is seen").isGreaterThanOrEqualTo(MEMBERS);

        // Each member, the meta data and the whole.
        assertThat(out.closings).isEqualTo(MEMBERS + 2);
        assertThat(fetched.all).isGreaterThan(MEMBERS);
        assertThat(fetched.most).as("rows at once").isLessThanOrEqualTo(5_000);
    }

    /** Counts objects that end, and keeps nothing. */
    private static final class Closings extends OutputStream {
        private int closings;

        @Override
        public void write(int octet) {
            closings += octet == '}' ? 1 : 0;
        }
    }
}
