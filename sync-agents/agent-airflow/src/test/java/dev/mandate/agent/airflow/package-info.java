@NullMarked
package dev.mandate.agent.airflow;

import org.jspecify.annotations.NullMarked;
