/** The agent for Apache Kafka 4: ACLs of the standard authoriser, and SCRAM credentials as accounts. */
@NullMarked
package dev.mandate.agent.kafka;

import org.jspecify.annotations.NullMarked;
