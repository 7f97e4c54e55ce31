package dev.mandate.model.access;

/**
 * One published state of the policy; immutable.
 *
 * @param number 1 for the first, contiguous
 * @param hash SHA-256 over the canonical form of {@code policy}, 64 hexadecimal digits; pins are not part of it
 */
public record PolicyVersion(long number, String hash, Policy policy, Pins pins) {}
