package dev.mandate.service.api;

import dev.mandate.model.access.Caller.NotPermitted;
import dev.mandate.service.platform.Clock;
import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;
import dev.mandate.service.platform.StoreTrouble;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers every call, wherever it comes from: finds its route, asks for the permission that the route names, reads the
 * command and writes the view. What is not in the table is refused.
 */
@Component
public class Api {
    public static final String PREFIX = "/api/v1";

    /** For how long having shown who one is counts for what must be sure. */
    static final Duration LATELY = Duration.ofMinutes(10);

    private static final int DEEPEST = 40;
    /** As long as one file of a policy may be. */
    private static final int LONGEST_TEXT = 8 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Map<String, List<Matcher>> byMethod = new TreeMap<>();
    private final List<Route<?, ?>> routes = new ArrayList<>();
    private final Denials denials;
    private final Clock clock;
    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .annotationIntrospector(new WordTypes())
            .build();
    private final Commands commands = new Commands(mapper);

    Api(List<Routes> modules, Denials denials, Clock clock) {
        this.denials = denials;
        this.clock = clock;
        for (Routes module : modules) {
            for (Route<?, ?> route : module.routes()) {
                var matcher = new Matcher(route);
                List<Matcher> known = byMethod.computeIfAbsent(route.method().name(), method -> new ArrayList<>());
                if (known.stream().anyMatch(matcher::clashes)) {
                    throw new IllegalStateException(route + " is there twice");
                }
                known.add(matcher);
                routes.add(route);
            }
        }
    }

    /** The table, for documentation and for the test that walks it. */
    public List<Route<?, ?>> routes() {
        return List.copyOf(routes);
    }

    /** A view as it is written everywhere. */
    public String json(Record view) {
        return mapper.writeValueAsString(view);
    }

    /** Never throws: what goes wrong is the answer. */
    public Answer answer(Call call) {
        return answer(() -> route(call));
    }

    /** What the work answers, or what went wrong as everything that goes wrong is said. Never throws. */
    public Answer answer(Supplier<Answer> work) {
        try {
            return work.get();
        } catch (Problem problem) {
            return problem(problem.code(), String.valueOf(problem.getMessage()));
        } catch (NotPermitted lacking) {
            return problem(ApiCode.NOT_PERMITTED, String.valueOf(lacking.getMessage()));
        } catch (RuntimeException | StackOverflowError unforeseen) {
            Optional<StoreTrouble> trouble = StoreTrouble.of(unforeseen);
            if (trouble.isPresent()) {
                LOG.error("{}", trouble.get().code(), unforeseen);
                return problem(ApiCode.STORE_UNAVAILABLE, trouble.get().message());
            }
            // Its text could hold anything, so it is in the log alone.
            var trace = UUID.randomUUID().toString();
            LOG.error("internal-error {}", trace, unforeseen);
            return write(
                    500,
                    new ProblemView(
                            "about:blank",
                            500,
                            "Something went wrong here; the log has more under " + trace,
                            "internal-error",
                            Blame.INTERNAL.word(),
                            trace));
        }
    }

    /**
     * A command that came outside of the table of routes.
     *
     * @throws Problem listing every unknown, missing and unreadable name
     */
    public <C extends Record> C command(Class<C> type, String body) {
        return commands.read(type, Map.of(), Map.of(), body);
    }

    /** A view as an answer. */
    public Answer ok(Record view) {
        return write(200, view);
    }

    /** As {@link #answer(Call)} says a refusal. */
    public Answer problem(Problem.Code code, String detail) {
        var trace = UUID.randomUUID().toString();
        LOG.info("{} {}", code.code(), trace);
        return write(
                code.status(),
                new ProblemView(
                        "about:blank",
                        code.status(),
                        detail,
                        code.code(),
                        code.blame().word(),
                        trace));
    }

    private Answer route(Call call) {
        List<String> parts = List.of(call.path().split("/", -1));
        for (Matcher matcher : byMethod.getOrDefault(call.method().name(), List.of())) {
            if (matcher.matches(parts)) {
                return answer(matcher.route(), matcher.variables(parts), call);
            }
        }
        for (List<Matcher> others : byMethod.values()) {
            if (others.stream().anyMatch(other -> other.matches(parts))) {
                throw new Problem(ApiCode.METHOD_NOT_ALLOWED, call.path() + " does not take " + call.method());
            }
        }
        throw new Problem(ApiCode.NO_SUCH_ROUTE, "there is no " + PREFIX + " route for this path");
    }

    private <C extends Record, V extends Record> Answer answer(
            Route<C, V> route, Map<String, String> variables, Call call) {
        if (!call.caller().may(route.permission())) {
            denials.denied(call.caller(), route);
            call.caller().require(route.permission());
        }
        if (call.caller().mustProve(route.permission())
                && !call.caller().provedSince(clock.now().minus(LATELY))) {
            throw new Problem(
                    ApiCode.STEP_UP_NEEDED,
                    "this wants somebody who showed lately who they are: sign in again (on the command line: in a browser, then"
                            + " mandate login), and repeat this within " + LATELY.toMinutes() + " minutes");
        }
        C command = commands.read(route.command(), variables, call.query(), call.body());
        var ask = new Ask(call.caller(), call.session(), step -> call.progress().accept(json(step)));
        return write(200, route.work().answer(ask, command));
    }

    private Answer write(int status, Record view) {
        return new Answer(status, json(view));
    }

    /** The path of a route, taken apart. */
    private record Matcher(Route<?, ?> route, List<String> parts) {
        Matcher(Route<?, ?> route) {
            this(route, List.of(route.path().split("/", -1)));
        }

        boolean matches(List<String> asked) {
            if (asked.size() != parts.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (!isVariable(parts.get(i)) && !parts.get(i).equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }

        /** A fixed part and a variable in one place would make the order of the table decide. */
        boolean clashes(Matcher other) {
            if (other.parts.size() != parts.size()) {
                return false;
            }
            for (int i = 0; i < parts.size(); i++) {
                if (isVariable(parts.get(i)) == isVariable(other.parts.get(i))
                        && !isVariable(parts.get(i))
                        && !parts.get(i).equals(other.parts.get(i))) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> variables(List<String> asked) {
            Map<String, String> variables = new TreeMap<>();
            for (int i = 0; i < parts.size(); i++) {
                if (isVariable(parts.get(i))) {
                    String name = parts.get(i).substring(1, parts.get(i).length() - 1);
                    variables.put(name.toLowerCase(Locale.ROOT), decoded(asked.get(i)));
                }
            }
            return variables;
        }

        private static boolean isVariable(String part) {
            return part.startsWith("{");
        }

        private static String decoded(String part) {
            try {
                return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException malformed) {
                throw new Problem(ApiCode.REQUEST_INVALID, "the path is not percent-encoded as it should be");
            }
        }
    }
}
