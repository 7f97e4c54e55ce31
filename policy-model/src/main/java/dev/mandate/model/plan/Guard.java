package dev.mandate.model.plan;

/** One limit that a plan must pass; holds the changes that break it. */
@FunctionalInterface
interface Guard {
    void check(GuardFacts facts, Held held);
}
