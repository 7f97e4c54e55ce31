/** The governance service; each direct sub-package is one module. */
@NullMarked
package dev.mandate.service;

import org.jspecify.annotations.NullMarked;
