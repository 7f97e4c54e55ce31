package dev.mandate.service.cli;

/** Ends a command with a message for people: it names the place and the fix, and never contains a secret. */
final class CommandFailure extends RuntimeException {
    private final ExitCode exitCode;

    CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What the service's problem details say (RFC 9457): a refusal waits for somebody, anything else has failed. */
    static CommandFailure of(View problem) {
        return new CommandFailure(ExitCode.of((int) problem.number("status")), problem.text("detail"));
    }

    ExitCode exitCode() {
        return exitCode;
    }
}
