package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who asks, and whom to tell how far long work has come.
 *
 * @param session in which they do; empty where they are known by a token or in this process
 * @param progress takes records, from any thread; each is written as JSON like an answer
 */
public record Ask(Caller caller, Optional<Session> session, Consumer<Record> progress) {}
