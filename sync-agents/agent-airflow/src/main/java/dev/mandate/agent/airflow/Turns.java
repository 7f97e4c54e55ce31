package dev.mandate.agent.airflow;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One writer per role and per user: two at once leave a mix in Airflow, which tells both that all went well. */
final class Turns {
    private final ReentrantLock[] locks = new ReentrantLock[64];

    Turns() {
        Arrays.setAll(locks, i -> new ReentrantLock());
    }

    /** Two names may share a lock, the same name in another case always does. */
    <T> T on(String name, Supplier<T> work) {
        ReentrantLock lock = locks[Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), locks.length)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
