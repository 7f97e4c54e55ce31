/**
 * The agent process: asks the service for work, checks that it is signed, in turn and allowed here, does it at its
 * target with secrets that only this host has, and writes down what it does before it does it.
 */
@NullMarked
package dev.mandate.agent.runtime;

import org.jspecify.annotations.NullMarked;
