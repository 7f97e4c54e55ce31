package dev.mandate.agent.testkit;

import dev.mandate.agent.api.Agent;
import dev.mandate.agent.api.AgentException;
import dev.mandate.agent.api.AgentProfile;
import dev.mandate.agent.api.ErrorCode;
import dev.mandate.model.plan.Batch;
import dev.mandate.model.plan.Outcome;
import dev.mandate.model.state.ObservedState;
import dev.mandate.model.state.ReadScope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/** An agent that is right, and whose every call is answered over a line. */
class OnALine implements Agent {
    private static final int BYTES = 64;

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
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getOutputStream().write(new byte[BYTES]);
            return socket.getInputStream().readNBytes(BYTES).length == BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public AgentProfile profile() {
        return direct.profile();
    }

    @Override
    public ObservedState read(ReadScope scope) {
        ObservedState state = direct.read(scope);
        if (!answered()) {
            throw new AgentException(ErrorCode.UNREACHABLE, "no answer");
        }
        return state;
    }

    @Override
    public List<Outcome> apply(Batch batch) {
        List<Outcome> outcomes = direct.apply(batch);
        return answered()
                ? outcomes
                : Collections.nCopies(outcomes.size(), new Outcome.Unreachable(Instant.EPOCH, "no answer"));
    }

    @Override
    public void close() {
        direct.close();
    }
}
