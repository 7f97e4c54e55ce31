package dev.mandate.agent.superset;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One writer per object: Superset replaces whole lists, and of two at once one is lost without a word. */
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
