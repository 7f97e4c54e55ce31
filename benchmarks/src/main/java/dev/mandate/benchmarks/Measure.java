package dev.mandate.benchmarks;

import java.lang.management.ManagementFactory;

/**
 * The time something took: of this thread's processor, so that what else runs on the machine does not count, and by the
 * clock.
 */
record Measure(double processor, double clock) {
    private static final double SECOND = 1e9;

    /** A measurement that runs from now on. */
    static final class Watch {
        private final long processor = cpu();
        private final long clock = System.nanoTime();

        Measure read() {
            return new Measure((cpu() - processor) / SECOND, (System.nanoTime() - clock) / SECOND);
        }
    }

    /** The one that took less of the processor. */
    Measure orBetter(Measure other) {
        return other.processor < processor ? other : this;
    }

    @Override
    public String toString() {
        return "%.2f s of one processor, %.2f s by the clock".formatted(processor, clock);
    }

    static long usedMegabytes() {
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }

    static long heapMegabytes() {
        return Runtime.getRuntime().maxMemory() >> 20;
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
