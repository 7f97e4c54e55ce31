/** The agent for OpenSearch. */
@NullMarked
package dev.mandate.agent.opensearch;

import org.jspecify.annotations.NullMarked;
