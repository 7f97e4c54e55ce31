/** What an agent owes the service, and the vocabulary of what an application can grant. */
@NullMarked
package dev.mandate.agent.api;

import org.jspecify.annotations.NullMarked;
