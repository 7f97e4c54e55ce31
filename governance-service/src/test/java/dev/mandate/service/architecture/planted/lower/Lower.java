package dev.mandate.service.architecture.planted.lower;

import dev.mandate.service.architecture.planted.upper.Upper;

public record Lower(Upper upper) {}
