package dev.mandate.service.reconcile;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Which process holds a lease. A process that was killed cannot give its leases back; another one on the same host sees
 * that it is gone and need not wait until they run out.
 *
 * @param text host, process id, start of the process, and a random part, each divided by a blank
 */
record LeaseHolder(String text) {
    private static final String UNKNOWN = "unknown";
    private static final String HOST = host();

    static LeaseHolder ofThisProcess() {
        ProcessHandle me = ProcessHandle.current();
        return new LeaseHolder(String.join(
                " ",
                HOST,
                String.valueOf(me.pid()),
                began(me),
                UUID.randomUUID().toString()));
    }

    /** Whether the holder ran on this host and has ended; false where that cannot be told. */
    static boolean isGone(String text) {
        List<String> parts = List.of(text.split(" ", -1));
        if (parts.size() != 4 || !parts.get(0).equals(HOST) || !parts.get(1).matches("[0-9]{1,10}")) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts.get(1)))
                .filter(ProcessHandle::isAlive)
                .filter(process -> List.of(parts.get(2), UNKNOWN).contains(began(process)))
                .isEmpty();
    }

    private static String began(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse(UNKNOWN);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '_');
        } catch (UnknownHostException nameless) {
            return "unknown-" + UUID.randomUUID();
        }
    }
}
