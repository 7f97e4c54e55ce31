package dev.mandate.service.api;

/**
 * Problem details (RFC 9457).
 *
 * @param type always {@code about:blank}; {@code code} says what it is
 * @param status of HTTP
 * @param detail for the person who asked: place and fix, no secret
 * @param code stable, for programs
 * @param blame user, target, source or internal: who has to do something
 * @param traceId found in the log
 */
public record ProblemView(String type, int status, String detail, String code, String blame, String traceId) {}
