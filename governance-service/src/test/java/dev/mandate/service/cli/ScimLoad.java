package dev.mandate.service.cli;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What a provider asks of any SCIM server, over eight connections, and how quickly it was answered. */
final class ScimLoad implements AutoCloseable {
    /** What is measured of every server. */
    static final String CREATE = "create a user, up to 10,000";

    static final String FIND = "userName eq, of 10,000";
    static final String ADD = "add a member to one group";
    static final String MAKE = "a group of 500 members, made";
    static final String READ = "a group of 500 members, read";
    static final String LIST = "rows of lists of 100";

    private static final int CONNECTIONS = 8;
    private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
    private static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final List<ScimClient> clients = new ArrayList<>();
    private final Server server;
    private final List<String> users = new ArrayList<>();

    /**
     * One SCIM server.
     *
     * @param groupsBegin whether a group can be made with members; where not, they follow in a request of their own
     * @param few how often it is asked for what takes long
     * @param own processor time of the server so far, with these clients
     * @param store the same of the processes of its store
     */
    record Server(
            URI source, String token, boolean groupsBegin, int few, Supplier<Duration> own, Supplier<Duration> store) {}

    /** One request of a measurement, by its number. */
    @FunctionalInterface
    interface Step {
        void run(ScimClient client, int number) throws IOException;
    }

    /**
     * What a measurement came to; times in milliseconds.
     *
     * @param here of a processor, for one request, of clients and server
     * @param store the same in the store's processes
     */
    record Figure(double perSecond, double p50, double p99, double here, double store) {
        Figure times(int rows) {
            return new Figure(perSecond * rows, p50, p99, here, store);
        }

        String line(String what) {
            return "%-34s %8.0f/s   half in %6.2f ms, 99 of 100 in %6.2f ms, processor %5.2f + %5.2f ms"
                    .formatted(what, perSecond, p50, p99, here, store);
        }
    }

    ScimLoad(Server server) throws IOException {
        this.server = server;
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(new ScimClient(server.source(), server.token()));
        }
    }

    Map<String, Figure> figures() {
        return figures;
    }

    int users() {
        return users.size();
    }

    String user(int number) {
        return users.get(number);
    }

    ScimClient client() {
        return clients.getFirst();
    }

    /** Everything once. */
    void all(int create, int find) throws Exception {
        create(CREATE, create);
        find(FIND, find);
        members();
        list();
    }

    void create(String what, int count) throws Exception {
        int first = users.size();
        String[] made = new String[count];
        measured(what, 1, count, (client, number) -> {
            String name = "person" + (first + number);
            ScimClient.Reply reply = client.send("POST", "/Users", """
                    {"schemas": ["%s"], "userName": "%s", "externalId": "x%s", "active": true, "displayName": "Person %s",
                     "name": {"givenName": "Person", "familyName": "%s"},
                     "emails": [{"type": "work", "value": "%s@example.org", "primary": true}]}""".formatted(USER, name, name, name, name, name));
            require(reply);
            made[number] = reply.id();
        });
        users.addAll(Arrays.asList(made));
    }

    void find(String what, int count) throws Exception {
        measured(what, 1, count, (client, number) -> {
            int one = new Random(number).nextInt(users.size());
            ScimClient.Reply reply = client.send("GET", "/Users?filter=userName%20eq%20%22PERSON" + one + "%22", "");
            require(reply);
            if (!reply.body().contains("\"totalResults\":1")) {
                throw new IllegalStateException(reply.body());
            }
        });
    }

    /** Everybody into one group, which is what a storm is, and then groups of 500 as a whole. */
    private void members() throws Exception {
        String one = group(client(), "everybody", List.of());
        measured(ADD, 1, 8_000, (client, number) -> add(client, one, List.of(users.get(number))));
        String[] made = new String[server.few()];
        for (int round = 0; round < 2; round++) {
            make("round" + round + "-", round == 0 ? new String[server.few() / 4] : made);
        }
        for (int round = 0; round < 2; round++) {
            measured(READ, 1, server.few(), (client, number) -> {
                ScimClient.Reply reply = client.send("GET", "/Groups/" + made[number] + "?attributes=members", "");
                require(reply);
                if (members(reply) != 500) {
                    throw new IllegalStateException(reply.body());
                }
            });
        }
    }

    private void make(String name, String[] made) throws Exception {
        measured(MAKE, 1, made.length, (client, number) -> {
            List<String> some = users.subList(number * 7 % 5_000, number * 7 % 5_000 + 500);
            made[number] = group(client, name + number, server.groupsBegin() ? some : List.of());
            if (!server.groupsBegin()) {
                add(client, made[number], some);
            }
        });
    }

    static int members(ScimClient.Reply group) {
        return group.body().split("\"value\"", -1).length - 1;
    }

    static void add(ScimClient client, String group, List<String> members) throws IOException {
        require(client.send("PATCH", "/Groups/" + group, """
                {"schemas": ["%s"], "Operations": [{"op": "Add", "path": "members", "value": %s}]}
                """.formatted(PATCH, list(members))));
    }

    static String group(ScimClient client, String name, List<String> members) throws IOException {
        String body = "{\"schemas\": [\"" + GROUP + "\"], \"displayName\": \"" + name + "\""
                + (members.isEmpty() ? "" : ", \"members\": " + list(members)) + "}";
        ScimClient.Reply made = client.send("POST", "/Groups", body);
        require(made);
        return made.id();
    }

    private static String list(List<String> members) {
        var list = new StringBuilder("[");
        members.forEach(id -> list.append(list.length() > 1 ? "," : "")
                .append("{\"value\":\"")
                .append(id)
                .append("\"}"));
        return list.append(']').toString();
    }

    private void list() throws Exception {
        for (int round = 0; round < 2; round++) {
            measured(
                    LIST,
                    100,
                    server.few(),
                    (client, number) -> require(
                            client.send("GET", "/Users?count=100&startIndex=" + (1 + number * 37 % 9_000), "")));
        }
    }

    /** @param rows of one request */
    void measured(String what, int rows, int count, Step step) throws Exception {
        long[] took = new long[count];
        var next = new AtomicInteger();
        List<Callable<Integer>> work = new ArrayList<>();
        for (ScimClient client : clients) {
            work.add(() -> {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    long begun = System.nanoTime();
                    step.run(client, number);
                    took[number] = System.nanoTime() - begun;
                }
                return 0;
            });
        }
        Duration own = server.own().get();
        Duration store = server.store().get();
        long begun = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (Future<Integer> one : threads.invokeAll(work)) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Arrays.sort(took);
        var figure = new Figure(
                count / seconds,
                took[count / 2] / 1e6,
                took[count * 99 / 100] / 1e6,
                server.own().get().minus(own).toNanos() / 1e6 / count,
                server.store().get().minus(store).toNanos() / 1e6 / count);
        figures.put(what, figure.times(rows));
        System.out.println(figure.times(rows).line(what));
    }

    static void require(ScimClient.Reply reply) {
        if (reply.status() / 100 != 2) {
            throw new IllegalStateException(reply.status() + " " + reply.body());
        }
    }

    @Override
    public void close() throws IOException {
        for (ScimClient client : clients) {
            client.close();
        }
    }
}
