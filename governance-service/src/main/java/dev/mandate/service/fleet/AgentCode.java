package dev.mandate.service.fleet;

import dev.mandate.service.platform.Problem;
import dev.mandate.service.platform.Problem.Blame;

/** Why an agent, or somebody about an agent, is refused. */
enum AgentCode implements Problem.Code {
    AGENT_NAME_INVALID(400),
    AGENT_KEY_UNUSABLE(400),
    AGENT_UNKNOWN(409),
    /** A join with a token that is none, was used, or is too old; they look alike on purpose. */
    INVITATION_REFUSED(403),
    /** Work that is not this agent's, or is over. */
    WORK_NOT_YOURS(409),
    JOURNAL_BROKEN(409);

    private final int status;

    AgentCode(int status) {
        this.status = status;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public Blame blame() {
        return Blame.USER;
    }
}
