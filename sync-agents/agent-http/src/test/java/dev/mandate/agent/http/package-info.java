@NullMarked
package dev.mandate.agent.http;

import org.jspecify.annotations.NullMarked;
