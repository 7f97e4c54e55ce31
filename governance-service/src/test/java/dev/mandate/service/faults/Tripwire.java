package dev.mandate.service.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Counts the points that work passes, and at one of them stops for good whoever passes it. */
final class Tripwire {
    private final List<String> passed = new ArrayList<>();
    private final CountDownLatch stopped;
    private final int point;
    private boolean armed;

    /**
     * A tripwire.
     *
     * @param point the number, from 1, of the point at which to stop; 0 for none
     * @param stopped counted down then
     */
    Tripwire(int point, CountDownLatch stopped) {
        this.point = point;
        this.stopped = stopped;
    }

    synchronized void arm() {
        armed = true;
    }

    /** What was passed since it was armed, in order. */
    synchronized List<String> passed() {
        return List.copyOf(passed);
    }

    void pass(String what) {
        if (isReached(what)) {
            stopped.countDown();
            standStill();
        }
    }

    private synchronized boolean isReached(String what) {
        if (armed) {
            passed.add(what);
        }
        return armed && passed.size() == point;
    }

    /** As for the world outside: what does nothing any more is dead. */
    private static void standStill() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // Nobody wakes the dead.
            }
        }
    }
}
