package dev.mandate.verifier;

/** Told every few thousand entries how far a check has come. */
@FunctionalInterface
public interface Progress {
    void at(long checked, long total);
}
