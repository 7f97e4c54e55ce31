package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.GroupId;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that each make one person a member of the same group, at the same time. */
class JoinsTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    private final List<String> people = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private String group;

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        for (int number = 0; number < 8; number++) {
            people.add(scim.user("p" + number).id());
        }
        group = scim.group("analysts").id();
    }

    @AfterEach
    void mend() {
        DATABASE.asSuperuser().execute("drop trigger if exists no_company on scim.group_step");
    }

    private TestingScim.Reply add(String person) {
        return scim.send("PATCH", "/Groups/" + group, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "add", "path": "members", "value": [{"value": "%s"}]}]}""".formatted(person));
    }

    private CompletableFuture<TestingScim.Reply> sent(String person, boolean last) {
        var reply = new CompletableFuture<TestingScim.Reply>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                reply.complete(add(person));
            } catch (RuntimeException failed) {
                reply.completeExceptionally(failed);
            }
        });
        while (last ? thread.getState() != Thread.State.WAITING : !isSomebodyHeldUp()) {
            assertThat(reply).as("before the group is free").isNotDone();
            Thread.onSpinWait();
        }
        return reply;
    }

    private static boolean isSomebodyHeldUp() {
        return DATABASE.asSuperuser()
                        .fetchSingle(
                                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
                        .get(0, Long.class)
                > 0;
    }

    /** The first one is at work, and held up, while all others come one after the other. */
    private List<TestingScim.Reply> atOnce(List<String> each, Runnable meanwhile) {
        List<CompletableFuture<TestingScim.Reply>> replies = new ArrayList<>();
        DSLContext other = DATABASE.asSuperuser();
        other.connection(connection -> {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("select id from directory.group_ where id = 'corp:" + group + "' for update");
            }
            for (String person : each) {
                replies.add(sent(person, !replies.isEmpty()));
            }
            meanwhile.run();
            connection.rollback();
        });
        return replies.stream().map(CompletableFuture::join).toList();
    }

    private List<TestingScim.Reply> atOnce(String... each) {
        return atOnce(List.of(each), () -> {});
    }

    private static List<Integer> statuses(List<TestingScim.Reply> replies) {
        return replies.stream().map(TestingScim.Reply::status).toList();
    }

    private static List<String> tags(List<TestingScim.Reply> replies) {
        return replies.stream()
                .map(reply -> reply.headers().getOrDefault("ETag", ""))
                .toList();
    }

    /** How many transactions made members. */
    private static int transactions() {
        return DATABASE.asSuperuser()
                .fetchSingle("select count(distinct xmin::text) from directory.group_subject")
                .get(0, Integer.class);
    }

    private long revision() {
        return scim.pushes.now().revision();
    }

    @Test
    void manyShareATransactionAndEachHasItsOwnAnswerAndEntry() {
        long before = revision();
        List<TestingScim.Reply> replies = atOnce(people.toArray(String[]::new));

        assertThat(statuses(replies)).containsOnly(204);
        assertThat(tags(replies))
                .containsExactly(
                        "W/\"2\"", "W/\"3\"", "W/\"4\"", "W/\"5\"", "W/\"6\"", "W/\"7\"", "W/\"8\"", "W/\"9\"");
        assertThat(scim.get("/Groups/" + group).headers()).containsEntry("ETag", "W/\"9\"");
        assertThat(scim.members("analysts")).hasSize(8);
        assertThat(scim.entries("push.group-members"))
                .hasSize(8)
                .allSatisfy(entry -> assertThat(entry).contains("\"gained\":1", "\"lost\":0", group));
        assertThat(revision()).isEqualTo(before + 8);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void whatIsToldTwiceIsDoneOnce() {
        long before = revision();
        List<TestingScim.Reply> replies =
                atOnce(people.get(0), people.get(1), people.get(0), people.get(1), people.get(2));

        assertThat(statuses(replies)).containsOnly(204);
        assertThat(tags(replies)).containsExactly("W/\"2\"", "W/\"3\"", "W/\"4\"", "W/\"4\"", "W/\"4\"");
        assertThat(scim.entries("push.group-members")).hasSize(3);
        assertThat(revision()).isEqualTo(before + 3);
        assertThat(transactions()).isEqualTo(2);
    }

    @Test
    void whatChangesNothingLeavesNoTrace() {
        add(people.getFirst());
        long before = revision();
        List<TestingScim.Reply> replies = atOnce(people.getFirst(), people.getFirst(), people.getFirst());

        assertThat(tags(replies)).containsOnly("W/\"2\"");
        assertThat(scim.entries("push.group-members")).hasSize(1);
        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void whoIsUnknownIsToldSoAndTheOthersAreIn() {
        String nobody = new UUID(0, 7).toString();
        List<TestingScim.Reply> replies = atOnce(people.get(0), people.get(1), nobody, people.get(2));

        assertThat(statuses(replies)).containsExactly(204, 204, 400, 204);
        assertThat(replies.get(2).text("detail")).contains(nobody);
        assertThat(scim.members("analysts")).containsExactlyInAnyOrder("p0", "p1", "p2");
        assertThat(scim.entries("push.group-members")).hasSize(3);
    }

    @Test
    void whereTheSharedTransactionFailsEachIsDecidedAlone() {
        DATABASE.asSuperuser().execute("""
                create or replace function public.no_company() returns trigger language plpgsql as $$
                begin
                    if (select count(*) from added) > 1 then raise 'the store is away'; end if;
                    return null;
                end $$;
                create trigger no_company after insert on scim.group_step referencing new table as added
                    for each statement execute function public.no_company()""");
        long before = revision();
        List<TestingScim.Reply> replies = atOnce(people.toArray(String[]::new));

        assertThat(statuses(replies)).containsOnly(204);
        assertThat(scim.get("/Groups/" + group).headers()).containsEntry("ETag", "W/\"9\"");
        assertThat(scim.members("analysts")).hasSize(8);
        assertThat(scim.entries("push.group-members")).hasSize(8);
        assertThat(revision()).isEqualTo(before + 8);
        assertThat(transactions()).isEqualTo(8);
    }

    @Test
    void whatBecomesPrivilegedMeanwhileIsGuardedRequestByRequest() {
        List<TestingScim.Reply> replies = atOnce(people, () -> scim.pushes.privileged(GroupId.of("corp:" + group), 3));

        assertThat(statuses(replies)).filteredOn(status -> status == 204).hasSize(4);
        assertThat(statuses(replies)).containsOnly(204, 403);
        assertThat(scim.members("analysts")).hasSize(4);
        assertThat(scim.entries("push.group-members")).hasSize(4);
    }
}
