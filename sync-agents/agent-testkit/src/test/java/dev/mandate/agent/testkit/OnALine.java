package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.EffectiveAccess;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.agent.api.LastUsed;
import dev.mandate.agent.api.LoginSync;
import dev.mandate.agent.api.SessionKill;
import dev.mandate.agent.api.Ungoverned;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An agent that is right, whose every call is asked and answered over a line; it is told in HTTP when to wait. */
class OnALine implements Agent {
    private static final int BYTES = 64;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Pattern LATER = Pattern.compile("HTTP/1.1 (?:429|503) .*\\r\\nRetry-After: (\\d+)\\r\\n");

    private final Agent direct;
    private final InetSocketAddress address;

    OnALine(Agent direct, InetSocketAddress address) {
        this.direct = direct;
        this.address = address;
    }

    /** The agent without its line. */
    Agent direct() {
        return direct;
    }

    /** Whether an answer comes through. */
    boolean answered() {
        return exchange().length() == BYTES;
    }

    /** How long the line says to wait; nothing is known of it where the line is cut. */
    private static Optional<Duration> wait(String answer) {
        var later = LATER.matcher(answer);
        return later.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(later.group(1)))) : Optional.empty();
    }

    private String exchange() {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(new byte[BYTES]);
            return new String(socket.getInputStream().readNBytes(BYTES), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public AgentProfile profile() {
        return direct.profile();
    }

    @Override
    public ObservedState read(ReadScope scope) {
        Optional<Duration> wait = wait(exchange());
        if (wait.isPresent()) {
            throw AgentException.until(NOW.plus(wait.get()), ErrorCode.THROTTLED, "told to wait");
        }
        ObservedState state = direct.read(scope);
        if (!answered()) {
            throw new AgentException(ErrorCode.UNREACHABLE, "no answer");
        }
        return state;
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        int size = batch.changes().size();
        Optional<Duration> wait = wait(exchange());
        if (wait.isPresent()) {
            return Collections.nCopies(size, new Outcome.Unreachable(NOW.plus(wait.get()), "told to wait"));
        }
        List<Outcome> outcomes = direct.apply(batch);
        return answered() ? outcomes : Collections.nCopies(size, new Outcome.Unreachable(Instant.EPOCH, "no answer"));
    }

    @Override
    public Optional<SessionKill> sessionKill() {
        return direct.sessionKill();
    }

    @Override
    public Optional<EffectiveAccess> effectiveAccess() {
        return direct.effectiveAccess();
    }

    @Override
    public Optional<Ungoverned> ungoverned() {
        return direct.ungoverned();
    }

    @Override
    public Optional<LoginSync> loginSync() {
        return direct.loginSync();
    }

    @Override
    public Optional<LastUsed> lastUsed() {
        return direct.lastUsed();
    }

    @Override
    public void close() {
        direct.close();
    }
}
