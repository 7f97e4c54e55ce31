/**
 * One HTTP client for agents: time-outs, back-off, concurrency limit, address allow list, redaction; and for products that
 * replace whole objects and echo the request, how changes of one are applied: {@link dev.mandate.agent.http.Run}.
 */
@NullMarked
package dev.mandate.agent.http;

import org.jspecify.annotations.NullMarked;
