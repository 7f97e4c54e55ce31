/** One HTTP client for agents: time-outs, back-off, concurrency limit, address allow list, redaction. */
@NullMarked
package dev.mandate.agent.http;

import org.jspecify.annotations.NullMarked;
