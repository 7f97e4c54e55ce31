package dev.mandate.service.api;

import dev.mandate.model.access.Caller;
import java.util.function.Consumer;

/**
 * Who asks, and whom to tell how far long work has come.
 *
 * @param progress takes records, from any thread; each is written as JSON like an answer
 */
public record Ask(Caller caller, Consumer<Record> progress) {}
