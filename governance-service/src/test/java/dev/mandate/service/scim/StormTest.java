package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight connections of one provider at once, everything told twice and in no order but each person's own. */
class StormTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final int CONNECTIONS = 8;
    private static final int PEOPLE = 40;
    private static final int STEPS = 12;
    private static final long SEED = 20261126;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    private final List<String> people = new ArrayList<>();

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        for (int number = 0; number < PEOPLE; number++) {
            people.add(scim.user("p" + number).id());
        }
    }

    private static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<T> done = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(work)) {
                done.add(one.get());
            }
            return done;
        }
    }

    private TestingScim.Reply patch(String group, String op, String person) {
        String operation = op.equals("add")
                ? "{\"op\": \"Add\", \"path\": \"members\", \"value\": [{\"value\": \"" + person + "\"}]}"
                : "{\"op\": \"Remove\", \"path\": \"members[value eq \\\"" + person + "\\\"]\"}";
        return scim.send("PATCH", "/Groups/" + group, """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}""".formatted(operation));
    }

    @Test
    void whoeverIsAddedAGroupThatEndsEndsWithoutMembers() throws Exception {
        for (int round = 0; round < 20; round++) {
            String group = scim.group("short" + round).id();
            List<Callable<Integer>> work = new ArrayList<>();
            for (String person : people.subList(0, CONNECTIONS - 1)) {
                work.add(() -> patch(group, "add", person).status());
            }
            work.add(
                    CONNECTIONS / 2,
                    () -> scim.send("DELETE", "/Groups/" + group, "").status());

            assertThat(atOnce(work)).as("round %s", round).isSubsetOf(204, 404);
        }
        assertThat(DATABASE.queries()
                        .fetchSingle("select count(*) from directory.group_subject")
                        .get(0, Long.class))
                .isZero();
    }

    @Test
    void ofAllWhoSawOneVersionOneChangesIt() throws Exception {
        for (int round = 0; round < 10; round++) {
            String group = scim.group("seen" + round).id();
            List<Callable<Integer>> work = new ArrayList<>();
            for (String person : people.subList(0, CONNECTIONS)) {
                work.add(() -> scim.ifMatch("PATCH", "/Groups/" + group, """
                        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations": [{"op": "add", "path": "members", "value": [{"value": "%s"}]}]}""".formatted(person), "W/\"1\"")
                        .status());
            }

            assertThat(atOnce(work)).as("round %s", round).containsOnlyOnce(204).contains(412);
            assertThat(scim.members("seen" + round)).hasSize(1);
        }
    }

    @Test
    void everybodyIsWhereTheirLastRequestPutThem() throws Exception {
        var random = new Random(SEED);
        Map<String, String> groups = new TreeMap<>();
        for (String name : List.of("one", "two", "three")) {
            groups.put(name, scim.group(name).id());
        }
        Map<String, Set<String>> expected = new TreeMap<>();
        groups.keySet().forEach(name -> expected.put(name, new HashSet<>()));
        int effective = 0;
        List<Callable<Integer>> work = new ArrayList<>();
        for (int number = 0; number < PEOPLE; number++) {
            String id = people.get(number);
            List<Runnable> own = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                String name = List.copyOf(groups.keySet()).get(random.nextInt(groups.size()));
                String group = groups.get(name);
                boolean add = random.nextBoolean();
                Set<String> members = expected.getOrDefault(name, Set.of());
                effective += (add ? members.add("p" + number) : members.remove("p" + number)) ? 1 : 0;
                Runnable told = () -> assertThat(patch(String.valueOf(group), add ? "add" : "remove", id)
                                .status())
                        .isEqualTo(204);
                own.add(told);
                own.add(told);
            }
            work.add(() -> {
                own.forEach(Runnable::run);
                return own.size();
            });
        }
        Collections.shuffle(work, random);
        long revision = scim.pushes.now().revision();
        atOnce(work);

        for (Map.Entry<String, Set<String>> group : expected.entrySet()) {
            assertThat(scim.members(group.getKey())).as("seed %d", SEED).isEqualTo(group.getValue());
        }
        assertThat(scim.entries("push.group-members"))
                .as("what was told twice was done once")
                .hasSize(effective);
        assertThat(scim.pushes.now().revision()).isEqualTo(revision + effective);
        scim.pushes.settle();
        assertThat(scim.pushes.now().revision()).isEqualTo(revision + effective);
    }

    @Test
    void ofManyWhoCreateTheSameOneDoes() throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        for (int number = 0; number < 64; number++) {
            String name = "new" + number % 8;
            work.add(() -> scim.user(name).status());
            work.add(() -> scim.group(name).status());
        }
        List<Integer> statuses = atOnce(work);

        assertThat(statuses).containsOnly(201, 409);
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(16);
        assertThat(scim.pushes.now().subjects()).hasSize(PEOPLE + 8);
        assertThat(scim.pushes.now().groups()).hasSize(8);
    }

    @Test
    void whoHasAnOldVersionIsToldSoAndNothingIsLost() throws Exception {
        String path = "/Users/" + people.getFirst();
        String body = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations": [{"op": "replace", "path": "title", "value": "NUMBER"}]}""";
        List<Callable<Integer>> work = new ArrayList<>();
        for (int number = 0; number < 32; number++) {
            String one = body.replace("NUMBER", Integer.toString(number));
            work.add(() -> scim.ifMatch("PATCH", path, one, "W/\"1\"").status());
        }
        assertThat(atOnce(work)).containsOnly(200, 412).containsOnlyOnce(200);
        assertThat(scim.get(path).headers()).containsEntry("ETag", "W/\"2\"");
    }

    @Test
    void aPrivilegedGroupIsNotOverrunByManyAtOnce() throws Exception {
        String admins = scim.group("admins").id();
        scim.pushes.privileged(dev.mandate.model.subject.GroupId.of("corp:" + admins), 3);
        List<Callable<Integer>> work = new ArrayList<>();
        people.forEach(person -> work.add(() -> patch(admins, "add", person).status()));

        assertThat(atOnce(work)).filteredOn(status -> status == 204).hasSize(3);
        assertThat(scim.members("admins")).hasSize(3);
    }
}
