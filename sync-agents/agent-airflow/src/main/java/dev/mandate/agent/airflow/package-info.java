/** Users, roles and permissions of one Airflow deployment. */
@NullMarked
package dev.mandate.agent.airflow;

import org.jspecify.annotations.NullMarked;
