package dev.mandate.service.ledger;

import dev.mandate.model.ledger.ActionCode;
import dev.mandate.model.ledger.Commitment;
import dev.mandate.model.ledger.JsonValue;
import dev.mandate.model.ledger.LedgerActor;
import dev.mandate.model.ledger.LedgerEvent;
import dev.mandate.model.ledger.LedgerEvent.Outcome;
import dev.mandate.model.ledger.LedgerObject;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Attempts by people who have not signed in, counted by address and told about once a minute: whoever hammers at the
 * door must not be able to fill the ledger.
 */
final class Refusals {
    private static final int MOST_ADDRESSES = 1000;
    private static final int IPV6_NETWORK_BYTES = 8; // one customer has a whole /64
    private static final String OTHERS = "others";
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final ActionCode DENIED = ActionCode.of("denied");
    private static final LedgerActor NOBODY = new LedgerActor("nobody", "unauthenticated", "none");
    private static final LedgerObject SIGN_IN = new LedgerObject("entrance", "sign-in");

    private Map<String, Long> counts = new TreeMap<>();
    private Instant begin = Instant.MAX;

    /** How many attempts came from each network within a time. */
    record Counted(Instant from, Instant to, Map<String, Long> byNetwork) {

        /** An event for each network, whose address is personal and therefore only committed to. */
        List<LedgerEvent> events(Function<String, Commitment> commit) {
            return byNetwork.entrySet().stream()
                    .map(counted -> LedgerEvent.done(NOBODY, DENIED, SIGN_IN)
                            .ending(Outcome.DENIED)
                            .with(Map.of(
                                    "attempts", JsonValue.number(counted.getValue()),
                                    "from", JsonValue.text(from.toString()),
                                    "network", commit.apply(counted.getKey()).json(),
                                    "to", JsonValue.text(to.toString()))))
                    .toList();
        }
    }

    synchronized void count(InetAddress from) {
        add(network(from), 1);
    }

    /** What was counted since the last time, if that is a minute ago; nothing otherwise. */
    synchronized Counted take(Instant now) {
        if (counts.isEmpty() || begin.equals(Instant.MAX) || now.isBefore(begin.plus(PERIOD))) {
            begin = counts.isEmpty() || begin.equals(Instant.MAX) ? now : begin;
            return new Counted(now, now, Map.of());
        }
        return takeAll(now);
    }

    /** What was counted since the last time. */
    synchronized Counted takeAll(Instant now) {
        begin = begin.equals(Instant.MAX) ? now : begin;
        var counted = new Counted(begin, now, counts);
        counts = new TreeMap<>();
        begin = now;
        return counted;
    }

    /** Takes back what could not be written. */
    synchronized void giveBack(Counted counted) {
        counted.byNetwork().forEach(this::add);
        begin = counted.from();
    }

    private void add(String network, long attempts) {
        var known = counts.containsKey(network) || counts.size() < MOST_ADDRESSES;
        counts.merge(known ? network : OTHERS, attempts, Long::sum);
    }

    private static String network(InetAddress address) {
        var bytes = address.getAddress();
        return bytes.length <= IPV6_NETWORK_BYTES
                ? address.getHostAddress()
                : HexFormat.ofDelimiter(":").formatHex(bytes, 0, IPV6_NETWORK_BYTES) + "::/64";
    }
}
