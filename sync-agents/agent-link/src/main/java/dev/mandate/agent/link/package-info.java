/**
 * What the service and a remote agent say to each other. Everything here is a value with one text form; nothing here
 * talks to anybody.
 */
@NullMarked
package dev.mandate.agent.link;

import org.jspecify.annotations.NullMarked;
