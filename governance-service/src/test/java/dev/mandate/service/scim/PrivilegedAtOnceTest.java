package dev.mandate.service.scim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandate.model.subject.GroupId;
import dev.mandate.service.platform.TestingDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several connections of one provider at once are no way around what guards a privileged group. */
class PrivilegedAtOnceTest {
    private static final TestingDatabase DATABASE = TestingDatabase.create();
    private static final int CONNECTIONS = 8;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path data;

    @SuppressWarnings("NullAway.Init")
    private TestingScim scim;

    private final List<String> people = new ArrayList<>();

    @BeforeEach
    void open() {
        scim = TestingScim.over(DATABASE, data);
        for (int number = 0; number <= CONNECTIONS; number++) {
            people.add(scim.user("p" + number).id());
        }
    }

    private void privileged(String group, int gains) {
        scim.pushes.privileged(GroupId.of("corp:" + group), gains);
    }

    private int patch(String group, String op, String person) {
        return scim.send("PATCH", "/Groups/" + group, """
                        {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                         "Operations": [{"op": "%s", "path": "members", "value": [{"value": "%s"}]}]}""".formatted(op, person)).status();
    }

    /** The statuses of the same operation for each of these people, all sent together. */
    private List<Integer> atOnce(String group, String op, List<String> each) throws Exception {
        List<Callable<Integer>> work = new ArrayList<>();
        each.forEach(person -> work.add(() -> patch(group, op, person)));
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> one : threads.invokeAll(work)) {
                statuses.add(one.get());
            }
            return statuses;
        }
    }

    @Test
    void noMoreGetInTogetherThanOneByOne() throws Exception {
        String group = scim.group("admins", people.getFirst()).id();
        privileged(group, 1);

        List<Integer> statuses = atOnce(group, "add", people.subList(1, people.size()));

        assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 403);
        assertThat(scim.members("admins")).hasSize(2);
    }

    @Test
    void theLastHoldersDoNotGoTogether() throws Exception {
        String group = scim.group("admins", people.toArray(String[]::new)).id();
        privileged(group, 1);

        List<Integer> statuses = atOnce(group, "remove", people);

        assertThat(statuses).containsOnlyOnce(403).containsOnly(204, 403);
        assertThat(scim.members("admins")).hasSize(1);
    }
}
