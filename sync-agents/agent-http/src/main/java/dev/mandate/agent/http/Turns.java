package dev.mandate.agent.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** One writer per object, for products that replace whole lists: of two at once one is lost, or mixed, without a word. */
public final class Turns {
    private final ReentrantLock[] locks = new ReentrantLock[64];

    public Turns() {
        Arrays.setAll(locks, i -> new ReentrantLock());
    }

    /** Two names may share a lock, the same name in another case always does. */
    public <T> T on(String name, Supplier<T> work) {
        ReentrantLock lock = locks[Math.floorMod(name.toLowerCase(Locale.ROOT).hashCode(), locks.length)];
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
