@org.jspecify.annotations.NullMarked
package dev.mandate.agent.kafka;
