/** The contract that every agent passes, and scripted deployments to pass it against. */
@NullMarked
package dev.mandate.agent.testkit;

import org.jspecify.annotations.NullMarked;
