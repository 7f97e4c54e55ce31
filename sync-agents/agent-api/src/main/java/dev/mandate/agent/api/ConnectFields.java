package dev.mandate.agent.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the fields of a {@code connect:} block and collects what is wrong with them, to say it all at once. */
public final class ConnectFields {
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._:%\\[\\]-]+");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Connection connection;
    private final List<String> faults = new ArrayList<>();

    public ConnectFields(Connection connection) {
        this.connection = connection;
    }

    /** Adds what is wrong, as a clause that names the field. */
    public void fault(String what) {
        faults.add(what);
    }

    /** A field that must be there; empty after a fault. */
    public String text(String field) {
        Optional<String> value = connection.optional(field).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            fault(field + " is missing");
        }
        return value.orElse("");
    }

    /** A host that must be there: a name or an address and nothing after it, into which a driver could read settings of its own. */
    public String host(String field) {
        String value = text(field);
        if (!value.isEmpty() && !HOST.matcher(value).matches()) {
            fault(field + " must be the name or the address of a host, not '" + value + "'");
        }
        return value;
    }

    /** A secret that must be there; an empty one after a fault. */
    public Secret secret(String field) {
        Secret secret = connection.secrets().get(field);
        if (secret == null) {
            fault(field + " is missing");
            return new Secret("");
        }
        return secret;
    }

    /** From 1 to {@code most}; what is said nowhere, or wrong, is {@code fallback}. */
    public int number(String field, int fallback, int most) {
        String value = connection.optional(field).orElse(String.valueOf(fallback));
        if (value.matches("[0-9]{1,5}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= most) {
            return Integer.parseInt(value);
        }
        fault(field + " must be a number from 1 to " + most + ", not '" + value + "'");
        return fallback;
    }

    /** What {@code tls} says; {@link TlsMode#VERIFY_FULL} where it says nothing, or something wrong. */
    public TlsMode tls() {
        String word = connection.optional("tls").orElse(TlsMode.VERIFY_FULL.word());
        Optional<TlsMode> mode = TlsMode.of(word);
        if (mode.isEmpty()) {
            fault("tls must be verify-full, verify-ca or disable, not '" + word + "'");
        }
        return mode.orElse(TlsMode.VERIFY_FULL);
    }

    /** Whether nobody but this host, or whom the operator does not mind, is on the way to these. */
    public boolean mayBePlain(Collection<String> hosts) {
        return LOOPBACK.containsAll(hosts)
                || connection.optional("insecure").orElse("false").equals("true");
    }

    /**
     * Ends the reading where something is wrong.
     *
     * @throws AgentException naming every field that is not usable
     */
    public void requireSound() {
        if (!faults.isEmpty()) {
            throw new AgentException(
                    ErrorCode.BAD_CONNECT, connection.deployment() + ": connect: " + String.join("; ", faults));
        }
    }
}
