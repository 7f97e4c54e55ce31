/** Campaigns, review items and decisions. */
@NullMarked
package dev.mandate.model.review;

import org.jspecify.annotations.NullMarked;
