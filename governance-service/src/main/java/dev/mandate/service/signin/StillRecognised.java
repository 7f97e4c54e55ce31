package dev.mandate.service.signin;

import dev.mandate.model.access.Caller;
import dev.mandate.service.api.Callers;
import dev.mandate.service.api.Standing;
import java.time.Instant;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Recognises again, by the same rows as a request does, and keeps these rows as they are until the decision is written. */
@Component
class StillRecognised implements Standing {
    private final OperatorApi operators;
    private final Bootstrap bootstrap;
    private final RecoveryApi recovery;
    private final Callers callers;

    StillRecognised(OperatorApi operators, Bootstrap bootstrap, RecoveryApi recovery, Callers callers) {
        this.operators = operators;
        this.bootstrap = bootstrap;
        this.recovery = recovery;
        this.callers = callers;
    }

    @Override
    public Caller now(Caller caller) {
        return switch (caller.kind()) {
            case OPERATOR -> isStill(caller.name()) ? caller : caller.with(Set.of());
            case SUBJECT ->
                caller.asSubject()
                        .map(subject -> caller.still(callers.held(subject, Instant.EPOCH)))
                        .orElseGet(() -> caller.with(Set.of()));
            // None is somebody from whom anything could be taken.
            case AGENT, JOB, ANONYMOUS -> caller;
        };
    }

    private boolean isStill(String operator) {
        return switch (operator) {
            case Bootstrap.NAME -> bootstrap.hold();
            case RecoveryApi.NAME -> recovery.hold();
            default -> operators.hold(operator);
        };
    }
}
