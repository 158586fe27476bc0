package io.longshore.importing;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;

/** Why one store got no copy, in words that start with the store. */
public record StoreFailure(StoreId store, FailureKind kind, String reason) {}
